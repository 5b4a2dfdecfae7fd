//! Help and usage errors in Korean. The English ones are clap's own, from the docs in `main`; a test holds that neither
//! language has a verb or an option that the other does not tell.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command, Error};
use naru_report::particle::chosen;

/// What the program and each verb are for, and what stands below its options.
const VERBS: &[(&str, &str, &str)] = &[
    (
        "naru",
        "사용자는 얼마나 기다리고, 카드는 몇 장이 필요하며, 예산은 언제 소진되는가?",
        "  naru run scenarios/baseline-2025.ron",
    ),
    (
        "check",
        "이 시나리오가 말이 되는가? 실행하지 않고 판단함",
        "  naru check scenarios/baseline-2025.ron\n\n종료 코드 0: 오류 없음, 1: 오류 있음, 2나 3: 파일을 읽지 못함",
    ),
    (
        "run",
        "얼마나 기다리고, 카드는 몇 장이 들며, 예산은 언제 소진되는가?",
        "  naru run scenarios/baseline-2025.ron\n  naru run scenarios/baseline-2025.ron --set demand.level=1.5 --replications 50\n  naru run scenarios/baseline-2025.ron --precision\n\n결과 폴더에 있는 반복은 다시 하지 않음: 더 긴 실행은 거기서 이어 감\n중단하면 끝난 반복은 결과 폴더 옆의 .part 파일에 남고, 같은 명령으로 이어서 함\n\n종료 코드 0: 끝남, 2: 입력 오류, 3: 입출력 오류, 75: 다른 naru가 쓰고 있으니 다시 할 것, 130: 중단함",
    ),
    (
        "compare",
        "어느 시나리오가 나은가? 같은 사용자로 짝지어, 차이마다 구간을 붙임",
        "  naru compare scenarios/plan-fcfs.ron scenarios/plan-easy.ron
  naru compare scenarios/plan-*.ron --best waits.all.mean_hours --replications 100
  naru compare scenarios/baseline-2025.ron scenarios/demand-130.ron \\
      --metric budget.spent_won --indifference budget.spent_won=50000000

모든 시나리오를 같은 난수로 돌려, 같은 사용자가 다른 사업을 만나게 하고 반복마다 짝지어 견줌.
구간이 0을 품으면 어느 쪽인지 말하지 않음. 구간이 따지지 않을 차이 안에 있으면 그 이내라고 함.

종료 코드 0: 끝남, 2: 입력 오류, 3: 입출력 오류, 75: 다른 naru가 쓰고 있으니 다시 할 것, 130: 중단함",
    ),
    (
        "gate",
        "바꾼 것이 기준보다 허용폭 넘게 나빠지게 하지 않았는가? CI에서 씀",
        "  naru gate scenarios/policy.gate.ron
  naru gate scenarios/policy.gate.ron --set policy.placement=worst_fit
  naru gate scenarios/policy.gate.ron --accept

검증 파일은 시나리오와, 지표마다 얼마까지 나빠져도 되는지를 적음. 기준은 results/baselines/에 커밋해 둠. 바꾼 쪽만 \
모의실험하고, 반복을 늘려 가며 정해진 횟수만 봄(docs/gate.md).

종료 코드 0: 통과(주의 포함), 1: 나빠짐, 4: 미결정, 2: 입력 오류, 3: 입출력 오류, 130: 중단함",
    ),
    (
        "settle",
        "실제 세션 기록은 규정대로 얼마이며, 공급사의 청구서는 어디가 다른가?",
        "  naru settle sessions.csv --scenario scenarios/baseline-2025.ron --out results/june
  naru settle log.csv --scenario scenarios/baseline-2025.ron --invoice bill.csv \\
      --map names.ron --month 2025-06 --out results/june

세션 기록: session, project, product, supplier, started_s(또는 started), ended_s(또는 ended). 시각은 사업 첫날 \
0시부터의 초, 2025-08-22 18:30[:00], 2025. 8. 22. 18:30, 또는 ISO 8601. 시간대가 없으면 한국시간.
더 읽는 열: kind, multiple, allocation, requested_s, eligible_s, wait_s, released_s, idle_s, suspended_s, \
own_ratio_bp, pool, cards, placement, end_reason, resumes, part_bp, own_monthly_won, contribution_paid_s.
기록 옆의 outages.csv(또는 --outages)와, 과제가 낸 자부담금을 적은 scenario.effective.json도 읽음.
청구서: month, project, product, supplier, amount_won과 그 밖의 bills.csv 열.
각 열의 뜻과 없을 때의 값은 docs/outputs.md에 있음.

names.ron: ( sessions: { \"session\": \"접속번호\" }, invoice: { \"amount_won\": \"청구금액\" },
             values: { \"product\": { \"H100 2장\": \"gpu-134tf\" } } )

종료 코드 0: 차이 없음, 1: 차이 있음, 2: 입력 오류, 3: 입출력 오류, 130: 중단함",
    ),
    (
        "report",
        "제안서에 무엇을 실을 수 있는가? 결과 폴더에서 그림, 표, 보고서, 인용할 수치를 만듦",
        "  naru report results/baseline-2025
  naru report results/baseline-2025 --lang both --hide-prices
  naru report results/baseline-2025 results/shared --out results/report/두안
  naru report --verify docs/proposal-example

DIR: run, compare, solve, sweep, readings, gate, replay, settle가 쓴 폴더. run의 결과는 여럿을 나란히 견줄 수 있음.
보고서(--lang을 주지 않으면 한국어): report.html, report.pdf, tables.xlsx, tables.html, facts.md, summary.md, \
charts/에 160mm와 80mm 그림(SVG, PNG)과 captions.md.

--verify DIR: 문서(txt, md, docx, hwpx)와 manifest.json이 있는 폴더. manifest.json은 결과 폴더와, 문서에 쓴 수치와 \
그림을 적음: 보고서의 report.json에서 쓴 것만 남긴 것. 하나씩 지금의 결과와 견줌.

종료 코드 0: 끝남, 또는 모두 결과와 같음, 1: 결과와 다른 것이 있음, 2: 입력 오류, 3: 입출력 오류, 130: 중단함",
    ),
    (
        "readings",
        "여러 뜻으로 읽히는 문장은 저마다 얼마짜리이며, 무엇을 물어야 하는가? 협상 쟁점표를 만듦",
        "  naru readings scenarios/baseline-2025.ron
  naru readings scenarios/baseline-2025.ron --set demand.level=1.3 --replications 100 --no-shapley

조항의 해석안을 하나씩 기본안 대신 넣고, 같은 사용자, 날, 장애로 견줌.
결과 폴더에 readings.json과 협상 쟁점표(1쪽, 한국어와 영어, Markdown과 HTML)를 씀.
중단하면 끝난 반복은 결과 폴더 옆의 .part 파일에 남고, 같은 명령으로 이어서 함.

종료 코드 0: 끝남, 2: 입력 오류, 3: 입출력 오류, 75: 다른 naru가 쓰고 있으니 다시 할 것, 130: 중단함",
    ),
    (
        "replay",
        "이 작업 기록을 다른 운영계획으로 돌렸다면 누가 얼마나 기다렸을까?",
        "  naru replay KTH-SP2-1996-2.swf.gz --cards 100 --backfill easy
  naru replay jobs.sacct --servers 57x8 --backfill conservative --placement packed --out results/june

기록: Standard Workload Format, Slurm 정산(sacct --parsable2), GPU 클러스터 기록, 또는 모의실험의 \
sessions.csv. gzip도 됨. 형식은 내용으로 앎. 작업이 아닌 행은 빼고, 몇 행을 왜 뺐는지 보고함.

종료 코드 0: 끝남, 1: --against의 일정과 다름, 2: 입력 오류, 3: 입출력 오류, 130: 중단함",
    ),
    (
        "sweep",
        "어느 입력이 결과를 가장 크게 움직이는가? 연구 파일로 순위도, 조합, 지수를 구함",
        "  naru sweep scenarios/studies/tornado.ron
  naru sweep scenarios/studies/grid.ron --replications 100

연구 파일: name, title, scenario(이 파일에서 본 경로), seed, replications, metrics와 설계 하나.
  tornado: (paths: all)               하나씩, 시나리오에 적힌 범위의 두 끝으로
  grid: [(path: \"demand.level\", values: [0.8, 1.0])]  값의 모든 조합
  sobol: (paths: [\"demand.level\"], points: 512)  Sobol' 지수. 실행은 (입력 + 2) x 512점
  latin_hypercube: (paths: all, points: 200)     범위에서 함께 뽑음: 가정의 폭
  morris: (paths: all, ways: 20)      기본 효과
중단하면 끝난 점은 결과 폴더 옆의 .part 파일에 남고, 같은 명령으로 이어서 함.

종료 코드 0: 끝남, 2: 입력 오류, 3: 입출력 오류, 75: 다른 naru가 쓰고 있으니 다시 할 것, 130: 중단함",
    ),
    (
        "solve",
        "무엇이 지켜지는 가장 작은 자원, 단가, 과제 수는 얼마인가?",
        "  naru solve scenarios/plan-easy.ron --vary fleet.naru.H100.servers=25..57 \\
      --until 'programme.waits.gpu-134tf.p95_hours < 8' --share 0.95
  naru solve scenarios/baseline-2025.ron --vary fleet.naru.H100.servers=30..57 --keep wait
  naru solve scenarios/baseline-2025.ron --largest --share 0.9 \\
      --vary prices.naru.gpu-67tf,prices.naru.gpu-134tf=4_100..11_000 \\
      --until 'budget.exhausted_on >= 2025-12-15'

--share가 없으면 평균이 지켜져야 하고, 있으면 사업마다의 값이 그 몫의 사업에서 지켜져야 함.
쉼표로 이은 경로는 지금의 비율대로 함께 움직이고, --vary가 둘이면 맞서는 값들을 모두 보임.

종료 코드 0: 답이 있음, 1: 없음, 2: 입력 오류, 3: 입출력 오류, 75: 다른 naru가 쓰고 있으니 다시 할 것, 130: 중단함",
    ),
    (
        "shard",
        "반복이 많은 연구의 한 조각. 어느 기계에서든 돌릴 수 있음",
        "  naru shard scenarios/baseline-2025.ron --index 3 --of 8 --out shards
  naru shard scenarios/studies/tornado.ron --index 3 --of 8 --out shards
  naru shard compare scenarios/plan-fcfs.ron scenarios/plan-easy.ron --index 3 --of 8 --out shards
  naru shard readings scenarios/baseline-2025.ron --replications 100 --index 3 --of 8 --out shards

STUDY: 시나리오(run), sweep의 연구 파일, 또는 명령(run, compare, sweep, readings)과 그 인자.
조각은 어디서, 어떤 순서로, 몇 번을 돌려도 됨. 조각은 다 쓰이거나 아예 쓰이지 않고, 중단하면 끝난 반복은 남음.
조각을 한 폴더에 다 모으면: naru merge DIR (docs/shards.md)

종료 코드 0: 조각이 있음, 75: 다시 할 것(자리가 없음, 지나갈 장애, 다른 naru가 쓰는 중), 2: 입력 오류, \
3: 입출력 오류, 130: 중단함",
    ),
    (
        "merge",
        "조각에서 만든 연구의 결과. 한 기계에서 돌린 것과 같음",
        "  naru merge shards
  naru merge shards --out results/baseline-2025

결과는 한 기계의 결과와 바이트까지 같음. 빠진 조각은 그것을 만드는 명령과 함께 보임.

종료 코드 0: 끝남, 2: 빠진 조각이 있거나 다른 연구의 조각이 섞임, 3: 입출력 오류, 75: 다시 할 것(자리가 없음, 지나갈 장애, 다른 naru가 쓰는 중), 130: 중단함",
    ),
    (
        "statement",
        "사용자는 6월에 얼마를 내는가? 공급사 전체 내역서와 자원할당 사용현황도 만듦",
        "  naru statement results/baseline-2025 --project 412 --month 2025-06 --out june\n  naru statement results/baseline-2025 --month 2025-06 --supplier naru\n  naru statement results/baseline-2025 --month 2025-06 --usage\n\n폴더에 반복 하나의 기록이 있어야 함: naru run … --log-replication 0",
    ),
    (
        "explain",
        "정산 항목의 금액은 어떻게 나왔고, 어떤 시간은 왜 정산되지 않았는가?",
        "  naru explain results/baseline-2025 --line 88\n  naru explain results/baseline-2025 --session 5133\n  naru explain results/baseline-2025 --unbilled\n\n종료 코드 0: 세션에서 다시 센 것이 정산과 같음, 1: 다름",
    ),
    (
        "fit",
        "작업 기록에 나타난 수요는 어떤가? 길이, 생각하는 시간, 신청 시각, 사용자 묶음과 맞춘 정도",
        "  naru fit sacct.txt --out scenarios/fit.ron
  naru fit results/baseline-2025/sessions.csv --out scenarios/fit.ron
  naru check scenarios/fit.ron

기록: SWF, `sacct --parsable2`, Philly CSV, Alibaba 2025와 2026 CSV, 실행 결과의 sessions.csv. gzip이어도 됨.
한 행에 메모리 60바이트쯤 듦.
fit.ron 옆에: fit.json(분포, 구간, KS, A²/n, 버린 행과 까닭), fit.csv, 그림 fit.ko.svg.
sessions.csv이면 --base는 그 기록을 만든 시나리오.

종료 코드 0: 맞춤, 2: 입력 오류, 3: 입출력 오류, 130: 중단함",
    ),
];

/// Arguments by verb (empty: any) and id.
const ARGUMENTS: &[(&str, &str, &str)] = &[
    ("", "help", "도움말을 보임"),
    ("", "version", "판을 보임"),
    (
        "",
        "lang",
        "글의 언어. both는 보고서를 두 언어로 냄 [값: ko, en, both] [기본값: 로캘을 따름, 보고서는 ko]",
    ),
    ("", "changes", "시나리오의 값을 바꿈. 예: demand.level=1.5"),
    ("", "month", "한 달. 예: 2025-06 [기본값: 모두]"),
    ("settle", "month", "이 달의 정산만, 앞선 달의 정정과 함께. 예: 2025-06"),
    ("", "scenario", "시나리오 파일"),
    ("settle", "scenario", "조건, 단가, 해석안을 정하는 시나리오"),
    ("", "replications", "반복 수 [기본값: 200]"),
    ("", "precision", "주요 지표가 모두 목표만큼 정밀해질 때까지 반복함. R은 목표에 곱할 수 [기본값: 1]"),
    ("", "most", "--precision의 최대 반복 수 [기본값: 2000]"),
    ("", "seed", "난수의 초깃값. 같으면 결과도 바이트까지 같음 [기본값: 1]"),
    ("", "threads", "일하는 스레드 수 [기본값: 모든 코어]"),
    ("", "out", "결과 폴더"),
    ("run", "out", "결과 폴더 [기본값: results/이름, 바꾼 값이 있으면 이름에 덧붙음]"),
    ("statement", "out", "Markdown, HTML, CSV로도 쓸 폴더"),
    ("run", "force", "그 폴더에 있는 다른 시나리오의 결과를 바꾸고, 다른 연구의 끝난 반복을 버림"),
    ("settle", "force", "그 폴더에 있는 다른 시나리오의 정산을 바꿈"),
    ("", "log_replication", "반복 하나의 세션과 정산 항목을 모두 기록함. 0부터"),
    ("", "audit", "감사가 모든 반복을 확인함"),
    ("", "no_charts", "그림을 그리지 않음"),
    ("run", "format", "표준 출력에 낼 것: text(사람이 읽는 요약), json(summary.json) [기본값: text]"),
    ("settle", "format", "표준 출력에 낼 것: text(사람이 읽는 요약), json(settlement.json) [기본값: text]"),
    ("", "sessions", "세션 기록: UTF-8이나 CP949 CSV. 열의 순서는 상관없음"),
    ("", "invoice", "견줄 공급사 청구서: bills.csv의 열을 가진 CSV"),
    ("", "outages", "서버와 할당기가 멈춘 때: outages.csv의 열을 가진 CSV [기본값: 기록 옆의 outages.csv]"),
    ("", "map", "열과 값의 다른 이름(RON)"),
    ("", "folder", "반복 하나의 기록이나 정산이 든 결과 폴더"),
    ("", "project", "한 사용자의 내역서: 과제 번호나 이름"),
    ("", "supplier", "공급사 하나 [기본값: 모두]"),
    ("", "usage", "내역서 대신 월간 사용현황"),
    ("explain", "line", "bills.csv의 항목"),
    ("fit", "log", "작업 기록"),
    ("fit", "out", "쓸 시나리오 조각. 예: fit.ron. 수치, 곡선, 그림은 그 옆에 씀"),
    (
        "fit",
        "log_format",
        "기록의 형식: swf, slurm, philly, alibaba-instances, alibaba-requests, sessions [기본값: 첫 줄로 알아냄]",
    ),
    ("fit", "zone", "기록의 시각이 협정세계시이고 사용자는 그만큼 앞섬 [기본값: 기록의 시각 그대로]"),
    ("fit", "skip_bad_rows", "읽을 수 없는 행을 건너뛰고 셈"),
    ("fit", "without_top_users", "가장 많이 신청한 사용자 N명을 뺌 [기본값: 0]"),
    ("fit", "base", "조각의 바탕 시나리오 [기본값: scenarios/baseline-2025.ron]"),
    ("fit", "force", "맞춤이 아닌 파일도 바꿈"),
    ("fit", "format", "표준 출력에 낼 것: text(사람이 읽는 요약), json(fit.json) [기본값: text]"),
];

/// Arguments of single verbs.
const MORE: &[(&str, &str, &str)] = &[
    ("sweep", "study", "연구 파일"),
    ("sweep", "replications", "점마다의 반복 수 [기본값: 연구 파일의 수, 없으면 40이나 4]"),
    ("sweep", "seed", "난수의 초깃값 [기본값: 연구 파일의 수, 없으면 1]"),
    ("sweep", "out", "결과 폴더 [기본값: results/sweep/이름]"),
    ("sweep", "force", "그 폴더에 있는 다른 시나리오의 결과를 바꾸고, 다른 연구의 끝난 반복을 버림"),
    ("sweep", "format", "표준 출력에 낼 것: text(사람이 읽는 글), json(sweep.json) [기본값: text]"),
    ("report", "folders", "결과 폴더: 하나, 또는 run의 결과 여럿"),
    ("report", "hide_prices", "정산단가와 그것을 드러내는 것을 뺌"),
    ("report", "out", "보고서 폴더 [기본값: DIR/report, 여럿이면 results/report/이름들]"),
    ("report", "no_pdf", "PDF를 만들지 않음"),
    ("report", "verify", "폴더의 문서가 인용한 수치와 그림을 결과와 견줌"),
    ("readings", "replications", "해석안마다 반복 수 [기본값: 20]"),
    (
        "readings",
        "shapley",
        "집행액을 가장 크게 바꾸는 조항 N개를 함께 바꿀 때의 몫을 셈함(조합 2^N가지) [기본값: 6]",
    ),
    ("readings", "no_shapley", "해석안을 하나씩만 바꿈"),
    ("readings", "out", "결과 폴더 [기본값: results/readings/이름, 바꾼 값이 있으면 이름에 덧붙음]"),
    ("readings", "force", "그 폴더에 있는 다른 시나리오의 쟁점표를 바꾸고, 다른 연구의 끝난 반복을 버림"),
    ("readings", "format", "표준 출력에 낼 것: text(사람이 읽는 표), json(readings.json) [기본값: text]"),
    ("gate", "gate", "검증 파일. 예: scenarios/policy.gate.ron"),
    ("gate", "accept", "지금이 옳은 것으로 보고 기준을 새로 씀"),
    ("gate", "list", "몇 번 반복하고 얼마나 걸리며 허용폭을 보일 수 있는지만 알려 줌"),
    ("gate", "undecided", "미결정을 실패로 볼지 주의로 볼지 [값: fail, warn] [기본값: fail]"),
    ("gate", "out", "결과 폴더 [기본값: results/gate/이름]"),
    ("gate", "force", "그 폴더에 있는 다른 검증의 결과를 바꿈"),
    ("gate", "format", "표준 출력에 낼 것: text(사람이 읽는 글), json(gate.json) [기본값: text]"),
    ("solve", "vary", "바꿀 값과 범위. 위 끝이 없으면 공급사의 한도까지. 예: fleet.naru.H100.servers=25..57"),
    ("solve", "step", "값의 간격, --vary마다 하나 [기본값: 1, 넓은 범위는 백분의 일쯤]"),
    ("solve", "until", "지켜져야 할 것. 예: 'programme.waits.gpu-134tf.p95_hours < 8'"),
    ("solve", "share", "지켜져야 하는 사업의 몫. 예: 0.95 [기본값: 평균이 지켜져야 함]"),
    ("solve", "keep", "지켜져야 할 시나리오의 약속. 예: wait"),
    ("solve", "largest", "가장 작은 값 대신 가장 큰 값을 찾음"),
    ("solve", "alpha", "답이 틀릴 확률의 상한 [기본값: 0.05]"),
    ("solve", "replications", "값마다의 반복 수 상한 [기본값: 200]"),
    ("solve", "out", "결과 폴더 [기본값: results/solve/이름…]"),
    ("solve", "force", "그 폴더에 있는 다른 물음의 결과를 바꾸고, 다른 연구의 끝난 반복을 버림"),
    ("solve", "format", "표준 출력에 낼 것: text(사람이 읽는 글), json(solve.json) [기본값: text]"),
    ("shard", "index", "몇째 조각, 0부터"),
    ("shard", "of", "조각의 수"),
    ("shard", "out", "조각을 두는 폴더"),
    ("shard", "study", "시나리오, sweep의 연구 파일, 또는 명령과 그 인자. 뒤에 옵션이 와도 됨"),
    ("merge", "folder", "조각이 있는 폴더"),
    ("merge", "out", "결과 폴더 [기본값: 그 명령의 것]"),
    ("merge", "force", "그 폴더에 있는 다른 결과를 바꾸고, 다른 연구의 끝난 반복을 버림"),
    ("merge", "format", "표준 출력에 낼 것: text(사람이 읽는 글), json(결과의 JSON 파일) [기본값: text]"),
    ("explain", "session", "sessions.csv의 세션"),
    ("compare", "scenarios", "시나리오 파일들: 첫째와 나머지를 하나씩 견줌"),
    ("compare", "replications", "시나리오마다의 반복 수 [기본값: 200]"),
    ("compare", "changes", "모든 시나리오의 값을 바꿈. 예: demand.level=1.5"),
    ("compare", "metrics", "견줄 지표. 예: waits.all.mean_hours [기본값: 대기, 미충족 수요, 예산]"),
    ("compare", "indifference", "따지지 않을 차이, 지표의 단위로. 예: budget.spent_won=50000000"),
    ("compare", "best", "셋 이상에서 가장 나은 것을 고를 지표 [기본값: 낫고 못함이 있는 첫 지표]"),
    ("compare", "out", "결과 폴더 [기본값: results/compare/A+B]"),
    ("compare", "force", "그 폴더에 있는 다른 비교의 결과를 바꾸고, 다른 연구의 끝난 반복을 버림"),
    ("compare", "format", "표준 출력에 낼 것: text(사람이 읽는 글), json(compare.json) [기본값: text]"),
    ("replay", "log", "작업 기록, gzip도 됨"),
    ("replay", "cards", "경계 없는 카드 N장 [기본값: 기록 머리글의 수]"),
    ("replay", "servers", "서버 S대에 카드 C장씩, 예: 57x8. 큰 작업은 서버를 통째로 씀(16대까지)"),
    (
        "replay",
        "order",
        "배정 순서의 기준, 앞선 것부터 [값: arrival, smallest_first, largest_first] [기본값: arrival]",
    ),
    (
        "replay",
        "backfill",
        "자리가 없는 맨 앞을 누가 앞지르는가 [값: none, easy, conservative] [기본값: none]",
    ),
    (
        "replay",
        "placement",
        "들어가는 서버 가운데 어느 것 [값: best_fit, first_fit, worst_fit, packed] [기본값: best_fit]",
    ),
    (
        "replay",
        "estimate",
        "예상시간: logged(사용자가 적은 것), exact(실행시간), 또는 실행시간의 배수 [기본값: logged]",
    ),
    ("replay", "kill_at_estimate", "작업은 예상시간에 끝남"),
    ("replay", "against", "견줄 시작시각(job_id,start): 가장 이른 차이와 그 까닭을 보임"),
    (
        "replay",
        "log_format",
        "기록의 형식 [값: swf, slurm, philly, alibaba-instances, alibaba-requests, sessions] [기본값: 내용으로 앎]",
    ),
    ("replay", "skip_bad_rows", "읽을 수 없는 행은 건너뛰고 셈"),
    ("replay", "out", "결과 폴더 [기본값: results/replay/기록…]"),
    ("replay", "force", "그 폴더에 있는 다른 재현의 결과를 바꿈"),
    ("replay", "format", "표준 출력에 낼 것: text(사람이 읽는 글), json(replay.json) [기본값: text]"),
    ("explain", "unbilled", "카드를 잡았으나 정산되지 않은 시간 모두, 까닭별로"),
];

const ROOT: &str = "{about}\n\n사용법: {usage}\n\n명령:\n{subcommands}\n\n옵션:\n{options}{after-help}";
const VERB: &str = "{about}\n\n사용법: {usage}\n\n인자:\n{positionals}\n\n옵션:\n{options}{after-help}";

/// The Korean text of an argument: the verb's own, else the one that all verbs share.
fn argument(verb: &str, id: &str) -> Option<&'static str> {
    let all = || ARGUMENTS.iter().chain(MORE);
    let own = all().find(|(of, name, _)| (*of, *name) == (verb, id));
    own.or_else(|| all().find(|(of, name, _)| (*of, *name) == ("", id))).map(|(.., text)| *text)
}

/// The same command, its help in Korean.
pub(crate) fn command(mut command: Command) -> Command {
    // clap adds `help` and `version` when it is built.
    command.build();
    told(command, "naru").mut_subcommands(|verb| {
        let name = verb.get_name().to_owned();
        if name == "help" {
            return verb.about("이 도움말이나 명령의 도움말을 보임");
        }
        told(verb, &name)
    })
}

fn told(command: Command, verb: &str) -> Command {
    let template = if verb == "naru" { ROOT } else { VERB };
    let command = match VERBS.iter().find(|(name, ..)| *name == verb) {
        Some((_, about, after)) => command.about(*about).after_help(*after),
        None => command,
    };
    command.help_template(template).mut_args(|it: Arg| match argument(verb, it.get_id().as_str()) {
        // What clap writes behind a text is English: the text says it.
        Some(text) => {
            it.help(text).long_help(None::<&str>).hide_default_value(true).hide_possible_values(true)
        }
        None => it,
    })
}

/// A usage error in Korean, with how the verb is used; `None` where clap's own words must do.
pub(crate) fn error(error: &Error) -> Option<String> {
    let of = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        Some(ContextValue::Strings(texts)) => Some(texts.join(", ")),
        Some(ContextValue::StyledStr(text)) => Some(text.to_string()),
        Some(ContextValue::StyledStrs(texts)) => {
            Some(texts.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))
        }
        _ => None,
    };
    let argument = of(ContextKind::InvalidArg).unwrap_or_default();
    let value = of(ContextKind::InvalidValue).unwrap_or_default();
    let title = match error.kind() {
        ErrorKind::UnknownArgument => format!("모르는 인자 `{argument}`"),
        ErrorKind::InvalidSubcommand => {
            format!("모르는 명령 `{}`", of(ContextKind::InvalidSubcommand).unwrap_or_default())
        }
        ErrorKind::MissingRequiredArgument => format!("빠진 인자: {argument}"),
        ErrorKind::InvalidValue if value.is_empty() => format!("`{argument}`에 값이 있어야 함"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            format!("`{argument}`에 쓸 수 없는 값 `{value}`")
        }
        ErrorKind::ArgumentConflict => match of(ContextKind::PriorArg) {
            Some(prior) if prior != argument => format!("`{argument}`은(는) `{prior}`과(와) 함께 쓸 수 없음"),
            Some(_) | None => format!("`{argument}`은(는) 한 번만 쓸 수 있음"),
        },
        ErrorKind::MissingSubcommand => "명령이 없음".to_owned(),
        ErrorKind::TooManyValues => format!("`{argument}`에 값이 너무 많음: `{value}`"),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("`{argument}`의 값의 수가 맞지 않음")
        }
        ErrorKind::InvalidUtf8 => "UTF-8이 아닌 글자가 있음".to_owned(),
        ErrorKind::NoEquals
        | ErrorKind::DisplayHelp
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
        | ErrorKind::DisplayVersion
        | ErrorKind::Io
        | ErrorKind::Format
        | _ => return None,
    };
    let mut out = format!("오류: {title}\n");
    for kind in [ContextKind::ValidValue, ContextKind::ValidSubcommand] {
        let valid = of(kind).filter(|it| !it.is_empty());
        out += &valid.map_or_else(String::new, |valid| format!("  = 쓸 수 있는 것: {valid}\n"));
    }
    for kind in [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue] {
        out += &of(kind)
            .map_or_else(String::new, |near| format!("  = 혹시 `{}`?\n", near.replace(", ", "`, `")));
    }
    if error.kind() == ErrorKind::ValueValidation {
        let why = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
        let cure = match why.split_once(" is not in ") {
            Some((_, range)) => format!("  = {range} 안의 정수를 적음\n"),
            None if argument.contains("--servers") => "  = 서버 수와 카드 수를 57x8처럼 적음\n".to_owned(),
            None if argument.contains("--estimate") => {
                "  = logged, exact, 또는 0보다 큰 배수를 적음. 예: 2.5\n".to_owned()
            }
            None if ["--alpha", "--share"].iter().any(|it| argument.contains(it)) => {
                "  = 0과 1 사이의 수를 적음. 예: 0.05\n".to_owned()
            }
            None if argument.contains("--month") => "  = 달은 2025-06처럼 적음\n".to_owned(),
            None if argument.contains("--indifference") => {
                "  = 지표=0보다 큰 수로 적음. 예: waits.all.mean_hours=0.1\n".to_owned()
            }
            None if argument.contains("--precision") => "  = 0보다 큰 수를 적음. 예: 0.5\n".to_owned(),
            None if argument.contains("--zone") => "  = +09:00처럼 적음\n".to_owned(),
            None => "  = 정수를 적음\n".to_owned(),
        };
        out += &cure;
    }
    if let Some(usage) = of(ContextKind::Usage) {
        let usage = usage.replacen("Usage:", "사용법:", 1);
        out.extend(["\n", usage.trim_end(), "\n"]);
    }
    Some(chosen(out) + "\n더 보려면 `--help`\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn every_verb_and_argument_has_a_korean_text() {
        let mut command = crate::Arguments::command();
        command.build();
        for verb in command.get_subcommands().filter(|verb| verb.get_name() != "help") {
            let name = verb.get_name();
            assert!(VERBS.iter().any(|(it, ..)| *it == name), "{name}");
            for it in verb.get_arguments() {
                assert!(argument(name, it.get_id().as_str()).is_some(), "{name} {}", it.get_id());
            }
        }
        let known = |verb: &str, id: &str| {
            let of = |it: &&Command| verb.is_empty() || it.get_name() == verb;
            command.get_subcommands().filter(of).any(|it| it.get_arguments().any(|arg| arg.get_id() == id))
        };
        for (verb, id, _) in ARGUMENTS.iter().chain(MORE).filter(|(_, id, _)| *id != "version") {
            assert!(known(verb, id), "there is no {verb} {id}");
        }
    }
}

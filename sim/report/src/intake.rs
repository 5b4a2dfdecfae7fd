//! What is wrong with a file from elsewhere: row, column, what is wrong and how to cure it.

use crate::format::count;
use crate::words::{Lang, say};
use naru_results::intake::{Trouble, Troubles, What};

/// The troubles that are told, one message each.
pub fn troubles(of: &Troubles, lang: Lang) -> String {
    let file = of.file.display().to_string();
    of.first.iter().map(|trouble| message(&file, trouble, lang)).collect()
}

fn message(file: &str, trouble: &Trouble, lang: Lang) -> String {
    let (row, column) = (count(trouble.row as i64), &trouble.column);
    let place = match (trouble.row, column.is_empty()) {
        (0, true) => file.to_owned(),
        (0, false) => format!("{file} `{column}`"),
        (_, true) => say!(lang, "{file} {row}행", "{file}, row {row}"),
        (_, false) => say!(lang, "{file} {row}행 `{column}`", "{file}, row {row}, `{column}`"),
    };
    let (what, cure) = words(trouble, lang);
    say!(lang, "오류: {place}: {what}\n  = {cure}\n", "error: {place}: {what}\n  = {cure}\n")
}

fn list(names: &[impl AsRef<str>]) -> String {
    names.iter().map(|name| format!("`{}`", name.as_ref())).collect::<Vec<_>>().join(", ")
}

/// What is wrong, and the cure.
#[expect(clippy::too_many_lines, reason = "an arm a message, both languages side by side")]
fn words(trouble: &Trouble, lang: Lang) -> (String, String) {
    let (column, found) = (&trouble.column, &trouble.found);
    match &trouble.what {
        What::NoColumn(headers) => {
            let there = list(headers);
            (
                say!(lang, "그런 열이 없음", "no such column"),
                say!(
                    lang,
                    "머리글은 {there}. 이름이 다르면 `--map` 파일에 \"{column}\": \"머리글\"로 적음",
                    "headers here: {there}; if it has another name, write \"{column}\": \"HEADER\" in the `--map` file"
                ),
            )
        }
        What::TwoColumns => (
            say!(lang, "같은 뜻의 열이 둘임: `{found}`", "two columns mean the same: `{found}`"),
            say!(lang, "하나만 남기거나 `--map`으로 하나를 정함", "leave one, or choose one by `--map`"),
        ),
        What::MapColumn(columns) => {
            let there = list(columns);
            (
                say!(lang, "`--map`에 적은 이름이 naru의 열이 아님", "the map names no column of naru"),
                say!(lang, "왼쪽에 올 이름: {there}", "names on the left: {there}"),
            )
        }
        What::MapHeader(headers) => {
            let there = list(headers);
            (
                say!(lang, "`--map`이 가리킨 머리글 `{found}`이(가) 없음", "the map's header `{found}` is not there"),
                say!(lang, "머리글은 {there}", "headers here: {there}"),
            )
        }
        What::MapText(reason) => (
            say!(lang, "읽을 수 없음: {reason}", "cannot be read: {reason}"),
            "( sessions: { \"session\": \"…\" }, invoice: { \"amount_won\": \"…\" }, values: { \"product\": { \"…\": \"gpu-134tf\" } } )"
                .to_owned(),
        ),
        What::Nothing => (
            say!(lang, "빈 파일", "nothing stands in it"),
            say!(lang, "머리글 한 줄과 자료가 있는 CSV를 주어야 함", "give a CSV with a header line and rows"),
        ),
        What::NoRows => (
            say!(lang, "머리글뿐이고 행이 없음", "a header and no row"),
            say!(
                lang,
                "머리글 아래에 한 건에 한 행씩 자료가 있어야 함. 다른 파일이나 빈 시트를 저장하지 않았는지 확인함",
                "rows stand below the header, one each; see whether an empty sheet or another file was saved"
            ),
        ),
        What::Folder => (
            say!(lang, "파일이 아니라 폴더", "a folder, not a file"),
            say!(
                lang,
                "폴더 안의 CSV 파일을 적음(실행 결과라면 sessions.csv, bills.csv)",
                "name the CSV file in it (of a run's results: sessions.csv, bills.csv)"
            ),
        ),
        What::NotCsv => (
            say!(lang, "CSV가 아님(엑셀 파일이거나 UTF-16)", "no CSV (a spreadsheet file, or UTF-16)"),
            say!(
                lang,
                "엑셀에서 '다른 이름으로 저장 > CSV UTF-8(쉼표로 분리)'로 저장함",
                "save it from the spreadsheet as `CSV UTF-8 (comma delimited)`"
            ),
        ),
        What::NotText => (
            say!(lang, "글자를 읽을 수 없음: UTF-8도 CP949도 아님", "neither UTF-8 nor CP949"),
            say!(
                lang,
                "'CSV UTF-8'로 다시 저장함. 두 방식의 글이 섞이지 않았는지 확인함",
                "save it again as `CSV UTF-8`; see whether texts of both encodings were pasted together"
            ),
        ),
        What::Cells(expected) => (
            say!(lang, "칸이 {found}개인데 머리글은 {expected}개", "{found} cells where the header has {expected}"),
            say!(
                lang,
                "쉼표가 든 칸을 큰따옴표로 감쌈(\"1,234\"). 닫지 않은 따옴표가 있는지 확인함",
                "put cells with commas in double quotes (\"1,234\"); look for a quote that is not closed"
            ),
        ),
        What::Empty => (
            say!(lang, "빈칸", "empty"),
            say!(lang, "값을 적거나 그 행을 뺌", "give a value, or leave the row out"),
        ),
        What::NotNumber => (
            say!(lang, "\"{found}\"은(는) 수가 아님", "\"{found}\" is no number"),
            say!(
                lang,
                "정수로 적음(1234567, 1,234,567, 1,234,567원). 시간 열은 소수도 됨",
                "write a whole number (1234567, 1,234,567); hours may have decimals"
            ),
        ),
        What::NotWhole => (
            say!(lang, "\"{found}\"은(는) 정수가 아님", "\"{found}\" is no whole number"),
            say!(
                lang,
                "이 열은 정수로 셈. 소수로 적은 시간은 hours와 discounted_hours 열에서만 읽고, 1시간 단위(T1)와 견줌",
                "this column counts in whole numbers; hours with decimals are read in `hours` and `discounted_hours` alone, and \
                 held against begun hours (T1)"
            ),
        ),
        What::NotTime => (
            say!(lang, "\"{found}\"은(는) 시각이 아님", "\"{found}\" is no time"),
            say!(
                lang,
                "2025-08-22 18:30:00(한국시간), 2025. 8. 22. 18:30, 2025-08-22T09:30:00Z, 또는 사업 첫날 0시부터의 초로 적음",
                "write 2025-08-22 18:30:00 (Korean time), 2025/08/22 18:30, 2025-08-22T09:30:00Z, or seconds since the \
                 first midnight"
            ),
        ),
        What::NotMonth => (
            say!(lang, "\"{found}\"은(는) 달이 아님", "\"{found}\" is no month"),
            say!(lang, "2025-06처럼 적음", "write it as 2025-06"),
        ),
        What::NotWord(known) => {
            let there = list(known);
            (
                say!(lang, "\"{found}\"은(는) 정해진 값이 아님", "\"{found}\" is none of the words"),
                say!(lang, "{there} 가운데 하나. 다른 말은 `--map`의 values에 적음", "one of {there}; other words go into `values` of the `--map` file"),
            )
        }
        What::Below(least) => (
            say!(lang, "{found}: {least}보다 작음", "{found} is below {least}"),
            say!(lang, "{least} 이상으로 적음", "write {least} or more"),
        ),
        What::Above(most) => (
            say!(lang, "{found}: {most}보다 큼", "{found} is above {most}"),
            say!(lang, "{most} 이하로 적음", "write {most} or less"),
        ),
        What::Reversed(start) => (
            say!(lang, "{found}: 앞서야 할 시각 {start}보다 이름", "{found} is before {start}, which should come first"),
            say!(
                lang,
                "두 시각을 바로잡음. 신청, 할당, 종료의 순서여야 하고 시간대가 같아야 함",
                "correct the two times: requested, allocated, ended in this order, and in one time zone"
            ),
        ),
        What::Half => (
            say!(lang, "시작과 끝 가운데 하나가 없음", "one of start and end is missing"),
            say!(
                lang,
                "쓰이고 있는 세션이면 끝난 뒤에 정산함. 할당되지 않은 신청이면 둘 다 비움",
                "a session that runs is settled when it has ended; for a request never served leave both empty"
            ),
        ),
        What::WaitContradicts(seconds) => (
            say!(
                lang,
                "{found}: 할당과 대기 시작의 차이는 {seconds}초임",
                "{found}, but allocated less eligible is {seconds} s"
            ),
            say!(lang, "둘을 맞추거나 한 열을 뺌", "make them agree, or leave one of the columns out"),
        ),
        What::Duplicate(first) => {
            let first = count(*first as i64);
            (
                say!(lang, "\"{found}\"은(는) {first}행에 이미 있음", "\"{found}\" stands in row {first} already"),
                say!(
                    lang,
                    "같은 세션이면 하나를 지우고, 다른 세션이면 번호를 나눔",
                    "delete one if they are the same session, else give them ids of their own"
                ),
            )
        }
        What::NoProduct(known) => {
            let there = list(known);
            (
                say!(lang, "\"{found}\"은(는) 시나리오에 없는 상품", "\"{found}\" is no product of the scenario"),
                say!(
                    lang,
                    "상품: {there}. 다른 이름은 `--map`의 values에 적음",
                    "products: {there}; other names go into `values` of the `--map` file"
                ),
            )
        }
        What::NoSupplier(known) => {
            let there = list(known);
            (
                say!(lang, "\"{found}\"은(는) 이 상품의 공급사가 아님", "\"{found}\" does not offer this product"),
                say!(
                    lang,
                    "공급사: {there}. 다른 이름은 `--map`의 values에 적음",
                    "suppliers: {there}; other names go into `values` of the `--map` file"
                ),
            )
        }
        What::Outside(first, last) => (
            say!(lang, "{found}: 사업기간({first}부터 {last} 전까지) 밖", "{found} lies outside the programme ({first} to {last})"),
            say!(
                lang,
                "사업 뒤의 사용은 `kind`를 free(무상) 또는 after(유상)로 적음. 시간대도 확인함",
                "mark use after the programme by `kind` free or after; check the time zone"
            ),
        ),
        What::Suspended => (
            say!(
                lang,
                "{found}초의 장애가 어느 달, 어느 단가에 속하는지 알 수 없음",
                "an outage of {found} s cannot be placed in a month or at a price"
            ),
            say!(
                lang,
                "세션을 장애 앞뒤 두 행으로 나누고 `suspended_s`를 비움",
                "split the session into two rows around the outage, without `suspended_s`"
            ),
        ),
        What::OtherOutages(sum) => (
            say!(
                lang,
                "{found}초인데, 장애 기록에서는 그 서버의 장애가 {sum}초",
                "{found} s, but by the outages its servers were down for {sum} s of it"
            ),
            say!(
                lang,
                "세션의 `placement`, `suspended_s`와 장애 기록 가운데 틀린 것을 바로잡음",
                "correct the one that is wrong: the session's `placement` or `suspended_s`, or the outages"
            ),
        ),
        What::NotPlacement => (
            say!(lang, "\"{found}\"은(는) 배치가 아님", "\"{found}\" is no placement"),
            say!(lang, "서버:카드 수를 3:4;5:4처럼 적음", "write server:cards, such as 3:4;5:4"),
        ),
        What::NoPool(known) => {
            let there = list(known);
            (
                say!(lang, "\"{found}\": 이 공급사에 없는 자원 풀", "\"{found}\" is no pool of this supplier"),
                say!(lang, "자원 풀: {there}", "pools: {there}"),
            )
        }
        What::NoProject(count) => (
            say!(lang, "\"{found}\": 이 사업의 과제가 아님", "\"{found}\" is no project of this programme"),
            say!(
                lang,
                "과제 {count}개는 사용 기록 옆의 scenario.effective.json에 있음",
                "its {count} projects stand in scenario.effective.json beside the log"
            ),
        ),
        What::OtherProduct(granted) => (
            say!(lang, "\"{found}\": 이 과제의 상품은 {granted}", "\"{found}\", but the project is granted {granted}"),
            say!(lang, "과제나 상품을 고침", "correct the project or the product"),
        ),
        What::NotMultiple => (
            say!(lang, "{found}: 쓸 수 없는 배수", "{found} is no multiple"),
            say!(lang, "1, 2, 4, 8배만 쓸 수 있음(A5)", "only 1, 2, 4 and 8 sets at once (A5)"),
        ),
        What::OtherShare(earlier) => (
            say!(lang, "{found}: 같은 과제의 앞 행은 {earlier}", "{found}, but an earlier row of the project has {earlier}"),
            say!(lang, "과제마다 한 값으로 맞춤", "give every row of a project the same"),
        ),
    }
}

//! Two paths: the smallest second value for each of a few first ones.

use super::probe::Tester;
use super::search::{Found, most_probes, search};
use super::{Prober, Row, SolveRequest, SolveStop, empty};
use naru_results::{SolvePoint, SolveProbe, SolveReason, SolveStatus, SolveVerdict, Solved};

/// First values of a front at most: the smallest possible, and 1, 2, 4, 8, 16 steps after it.
const POINTS: u32 = 6;

pub(super) fn solve(request: &SolveRequest<'_>, tester: Tester<'_>) -> Result<Solved, SolveStop> {
    let [first, second] = request.axes else { unreachable!("a front has two axes") };
    // The first value alone, then the second for each point.
    let shared_by = most_probes(first.values()) + POINTS * most_probes(second.values());
    let mut prober = Prober::new(request, tester, shared_by, POINTS)?;
    let mut solved = Solved {
        shared_by,
        axes: request.axes.iter().map(|axis| axis.row(request.lowered, None)).collect(),
        shared_users: shared_users(request),
        ..empty(request)
    };
    let top = second.values() - 1;
    let least = {
        let mut column = Column { prober: &mut prober, second: top };
        search(first.values(), None, &mut column)?
    };
    let Found::From(least) = least else {
        solved.status = match least {
            Found::OtherWay => SolveStatus::OtherWay,
            Found::NotMonotone(_) => SolveStatus::NotMonotone,
            Found::Nowhere | Found::From(_) => SolveStatus::Nothing,
        };
        (solved.probes, solved.confirmations) = (prober.probes, prober.confirmations);
        return Ok(solved);
    };
    let mut ceiling = top;
    for point in 0..POINTS {
        let place = least + if point == 0 { 0 } else { 1 << (point - 1) };
        if place >= first.values() {
            break;
        }
        // More of the first hardly asks for more of the second: what held before is the end of the row, and next to it is
        // the likeliest place.
        let next = (point > 0 && ceiling > 0).then(|| (ceiling - 1, ceiling));
        let found = search(ceiling + 1, next, &mut Row { prober: &mut prober, before: vec![place] })?;
        let Found::From(least_second) = found else { continue };
        if least_second == ceiling && point > 0 {
            // No fewer of the second than before: no new point.
            continue;
        }
        ceiling = least_second;
        let places = [place, least_second];
        let values = prober.values(&places);
        let at: Vec<f64> = values.iter().map(|value| value.to_f64()).collect();
        let fresh = prober.at(&places, SolveReason::Fresh)?.verdict;
        let seen = prober.probes.iter().rfind(|it| it.at == at);
        let (held, judged) = seen.map_or((None, 0), |it: &SolveProbe| (it.held, it.judged));
        solved.front.push(SolvePoint { cards: prober.cards(&values), at, held, judged, fresh });
        if ceiling == 0 {
            break;
        }
    }
    let shown = solved.front.iter().any(|point| point.fresh == SolveVerdict::Holds);
    solved.status = if shown { SolveStatus::Answer } else { SolveStatus::NotConfirmed };
    (solved.probes, solved.confirmations) = (prober.probes, prober.confirmations);
    Ok(solved)
}

/// Whether a product is served from both pools; `None` unless both axes are pools.
fn shared_users(request: &SolveRequest<'_>) -> Option<bool> {
    let pools: Vec<usize> = request.axes.iter().map(|axis| axis.pool).collect::<Option<_>>()?;
    let serves = |product: &naru_model::Product, pool: usize| {
        product.offers.iter().any(|offer| offer.pool.0 as usize == pool)
    };
    let products = &request.lowered.plan.products;
    Some(products.iter().any(|product| pools.iter().all(|pool| serves(product, *pool))))
}

/// Values of the first axis, the second at its last.
struct Column<'p, 'a> {
    prober: &'p mut Prober<'a>,
    second: usize,
}

impl super::Probe for Column<'_, '_> {
    type Stopped = SolveStop;

    fn probe(&mut self, place: usize, why: SolveReason) -> Result<SolveVerdict, SolveStop> {
        let why = if why == SolveReason::Beyond { SolveReason::End } else { why };
        Ok(self.prober.at(&[place, self.second], why)?.verdict)
    }

    fn glance(&mut self, place: usize) -> Result<SolveVerdict, SolveStop> {
        Ok(self.prober.at(&[place, self.second], SolveReason::Beyond)?.verdict)
    }
}

//! Which line of an invoice answers which of ours.

use super::figures::Figures;
use super::{Line, Settled, Whose, allocation, line_figures};
use naru_results::intake::{ITEMS, InvoiceLine, Item};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A line of theirs and a line of ours, by position; one of them may be absent.
pub(super) type Pair = (Option<usize>, Option<usize>);

impl Settled<'_> {
    /// Which line answers which: by month, project, product and supplier, there by allocation and unit price, then by
    /// nearest; what is left, by what it says otherwise.
    pub(super) fn pairs(&self, theirs: &[InvoiceLine]) -> Vec<Pair> {
        let mut groups = BTreeMap::<_, (Vec<usize>, Vec<usize>)>::new();
        for (at, line) in theirs.iter().enumerate() {
            let key = (line.month, line.project.as_str(), line.product.as_str(), line.supplier.as_str());
            groups.entry(key).or_default().0.push(at);
        }
        for (at, line) in self.lines.iter().enumerate() {
            let (project, product, supplier) = self.names(line);
            groups.entry((self.month_of(line), project, product, supplier)).or_default().1.push(at);
        }
        let mut groups: Vec<_> = groups.into_values().collect();
        let mut pairs = Vec::new();
        // First what agrees, then the same under another name, then what is nearest.
        self.answer(theirs, &mut groups, true, &mut pairs);
        self.misnamed(theirs, &mut groups, &mut pairs);
        self.answer(theirs, &mut groups, false, &mut pairs);
        for (of_theirs, of_ours) in groups {
            pairs.extend(of_theirs.into_iter().map(|t| (Some(t), None)));
            pairs.extend(of_ours.into_iter().map(|o| (None, Some(o))));
        }
        // In the order of our lines; what we do not have comes last, as the invoice has it.
        pairs.sort_by_key(|(t, o)| (o.is_none(), *o, *t));
        pairs
    }

    /// Pairs lines of each group, the nearest first: all of them, or those that agree in every figure.
    fn answer(
        &self,
        theirs: &[InvoiceLine],
        groups: &mut [(Vec<usize>, Vec<usize>)],
        agreeing: bool,
        pairs: &mut Vec<Pair>,
    ) {
        for (of_theirs, of_ours) in groups {
            let mut near = Vec::new();
            for t in &*of_theirs {
                let line = &theirs[*t];
                for o in &*of_ours {
                    let ours = &self.lines[*o];
                    let otherwise = !same_price(line, ours);
                    let distance = distance(line, ours);
                    let wanted = !agreeing || distance.0 == 0 && !otherwise;
                    // The same line again is one too many, not another line in disguise.
                    let again = || theirs.iter().any(|it| it.row < line.row && same_line(it, line));
                    if wanted && ours.corrects.is_some() == line.corrects.is_some() && !(otherwise && again())
                    {
                        let named = of_ours.len() > 1 && !self.names_the_same(line, ours);
                        near.push((otherwise, distance.0, named, distance.1, *t, *o));
                    }
                }
            }
            near.sort_unstable();
            let mut taken = (BTreeSet::new(), BTreeSet::new());
            for (.., t, o) in near {
                if !taken.0.contains(&t) && !taken.1.contains(&o) {
                    taken.0.insert(t);
                    taken.1.insert(o);
                    pairs.push((Some(t), Some(o)));
                }
            }
            of_theirs.retain(|t| !taken.0.contains(t));
            of_ours.retain(|o| !taken.1.contains(o));
        }
    }

    fn names_the_same(&self, theirs: &InvoiceLine, ours: &Line) -> bool {
        theirs
            .sessions
            .as_ref()
            .is_none_or(|named| *named == self.sessions(ours).collect::<Vec<_>>().join(";"))
    }

    /// Lines that differ in one of month, project, product and supplier, and agree in every figure and session.
    fn misnamed(
        &self,
        theirs: &[InvoiceLine],
        groups: &mut [(Vec<usize>, Vec<usize>)],
        pairs: &mut Vec<Pair>,
    ) {
        for without in 0..4 {
            let mut by_rest: HashMap<_, Vec<usize>> = HashMap::new();
            for o in groups.iter().flat_map(|(_, ours)| ours) {
                let line = &self.lines[*o];
                let (project, product, supplier) = self.names(line);
                let month = self.month_of(line).to_string();
                let key = rest([&month, project, product, supplier], without, line.bill.amount.0);
                by_rest.entry(key).or_default().push(*o);
            }
            let mut taken = BTreeSet::new();
            for (of_theirs, _) in &mut *groups {
                of_theirs.retain(|t| {
                    let line = &theirs[*t];
                    let month = line.month.to_string();
                    let amount = line.figures[Item::Amount as usize].unwrap_or(0);
                    let key = rest([&month, &line.project, &line.product, &line.supplier], without, amount);
                    let of_ours = by_rest.get_mut(&key);
                    let agrees = |o: &usize| {
                        let ours = &self.lines[*o];
                        same_price(line, ours)
                            && distance(line, ours).0 == 0
                            && self.names_the_same(line, ours)
                    };
                    let found = of_ours.and_then(|ours| Some(ours.remove(ours.iter().position(agrees)?)));
                    if let Some(o) = found {
                        pairs.push((Some(*t), Some(o)));
                        taken.insert(o);
                    }
                    found.is_none()
                });
            }
            for (_, of_ours) in &mut *groups {
                of_ours.retain(|o| !taken.contains(o));
            }
        }
    }
}

fn same_price(theirs: &InvoiceLine, ours: &Line) -> bool {
    let of_party = matches!(ours.whose, Whose::Party(_));
    theirs.allocation.is_none_or(|it| !of_party || it == allocation(ours.bill.allocation))
        && theirs.figures[Item::UnitPrice as usize].is_none_or(|price| price == ours.bill.unit_price.0)
}

/// Figures that differ, then by how much the amounts do.
fn distance(theirs: &InvoiceLine, ours: &Line) -> (usize, u64) {
    let figures = line_figures(ours);
    let differ = ITEMS.iter().filter(|item| !agrees(theirs, &figures, **item)).count();
    let amount = theirs.figures[Item::Amount as usize].unwrap_or(0);
    (differ, amount.abs_diff(ours.bill.amount.0))
}

/// The same in all but its number and place.
pub(super) fn same_line(a: &InvoiceLine, b: &InvoiceLine) -> bool {
    (a.month, &a.project, &a.product, &a.supplier, a.allocation, &a.sessions, &a.figures, &a.corrects)
        == (b.month, &b.project, &b.product, &b.supplier, b.allocation, &b.sessions, &b.figures, &b.corrects)
}

/// Three of four names, and an amount.
fn rest(names: [&str; 4], without: usize, amount: i64) -> (Vec<String>, i64) {
    let kept = names.iter().enumerate().filter(|(at, _)| *at != without).map(|(_, name)| (*name).to_owned());
    (kept.collect(), amount)
}

pub(super) fn agrees(theirs: &InvoiceLine, ours: &Figures, item: Item) -> bool {
    // An empty cell of theirs and a figure that our line does not have are both 0.
    theirs.figures[item as usize].is_none_or(|theirs| theirs == ours[item as usize].unwrap_or(0))
}

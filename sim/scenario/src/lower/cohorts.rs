//! Who is granted, and when: the cohorts of the start, single grants, waves, in the programme's numbering.
//!
//! Projects are numbered through by cohort: those of the start in the products' order, then what is granted by itself
//! (S3), then the waves by date (P6). Within a product the numbers go on from cohort to cohort, since a project's
//! draws and its supplier follow its number.

use super::Judge;
use super::spec::values;
use crate::surface::{Grant, Named, Product, Wave, by_name};

/// Projects of one product that are granted together.
pub(super) struct Cohort<'a> {
    /// Position of the product among those of the plan.
    pub(super) product: usize,
    pub(super) name: &'a str,
    pub(super) of: &'a Product,
    /// Number of the first one within the product, from 1.
    pub(super) first_number: u32,
    pub(super) projects: u32,
    pub(super) kind: Kind<'a>,
}

/// How a cohort comes in.
pub(super) enum Kind<'a> {
    /// At the start.
    Start,
    /// One by one.
    Grants(Vec<&'a Grant>),
    /// With a wave of this position; the last of them only in the place of recalled grants.
    Wave { wave: usize, in_recalled_places: u32 },
}

impl<'a> Judge<'a> {
    /// Products that somebody is granted or offers. The others are a page of the call that this scenario does not open.
    pub(super) fn products_in_use(&self) -> Vec<(&'a str, &'a Product)> {
        let products = self.surface.products.iter().flatten();
        products
            .filter_map(|named| Some((named.name.as_str(), named.value.as_ref()?)))
            .filter(|(name, product)| {
                product.projects > 0 || self.asked_for_later(name) || self.offered(name)
            })
            .collect()
    }

    fn offered(&self, product: &str) -> bool {
        let mut suppliers = self.surface.offers.iter().flatten();
        suppliers.any(|s| s.value.as_ref().is_some_and(|offers| by_name(offers, product).is_some()))
    }

    /// Whether a grant or a wave names a product.
    pub(super) fn asked_for_later(&self, product: &str) -> bool {
        let grants = self.surface.demand.iter().flat_map(|demand| &demand.grants);
        let mut granted = grants.filter_map(|g| g.value.as_ref());
        granted.any(|g| g.product.value == product)
            || self
                .waves()
                .iter()
                .any(|(_, wave)| wave.projects.iter().chain(&wave.recalled_places).any(|p| p.name == product))
    }

    /// The waves by date.
    pub(super) fn waves(&self) -> Vec<(&'a Named<Wave>, &'a Wave)> {
        let waves = self.surface.waves.iter().filter_map(|named| Some((named, named.value.as_ref()?)));
        let mut waves: Vec<_> = waves.collect();
        waves.sort_by_key(|(_, wave)| wave.decide.value);
        waves
    }

    /// All cohorts of a surface without errors, in the order of the projects' numbers.
    pub(super) fn cohorts(&self) -> Vec<Cohort<'a>> {
        let products = self.products_in_use();
        let mut granted = vec![0; products.len()];
        let mut cohorts: Vec<Cohort<'a>> = Vec::new();
        let mut add = |product: usize, projects: u32, kind: Kind<'a>| {
            let (name, of) = products[product];
            cohorts.push(Cohort { product, name, of, first_number: granted[product] + 1, projects, kind });
            granted[product] += projects;
        };
        for (i, (_, product)) in products.iter().enumerate().filter(|(_, (_, p))| p.gang.is_none()) {
            add(i, product.projects, Kind::Start);
        }
        let grants = self.surface.demand.as_ref().map_or(&[][..], |demand| &demand.grants);
        for (i, (name, _)) in products.iter().enumerate() {
            let of: Vec<&Grant> =
                values(grants).map(|(_, g)| g).filter(|g| g.product.value == *name).collect();
            if !of.is_empty() {
                add(i, of.len() as u32, Kind::Grants(of));
            }
        }
        for (w, (_, wave)) in self.waves().into_iter().enumerate() {
            for (i, (name, _)) in products.iter().enumerate() {
                let of = |map: &[Named<_>]| {
                    by_name(map, name).and_then(|n| n.value).map_or(0, |n: crate::surface::Spot<u32>| n.value)
                };
                let (sure, in_recalled_places) = (of(&wave.projects), of(&wave.recalled_places));
                if sure + in_recalled_places > 0 {
                    add(i, sure + in_recalled_places, Kind::Wave { wave: w, in_recalled_places });
                }
            }
        }
        cohorts
    }
}

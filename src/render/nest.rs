//! A tree of organizational units and what hangs in them, laid out in the order it is written.
//!
//! Templates do not recurse, and places come from AWS: a hostile or broken answer could be arbitrarily deep. So the tree
//! is flattened beforehand into *open, leaf, close*, and what claims to be deeper than [`DEPTH`] is drawn there.

use std::collections::BTreeMap;

/// The deepest level that is drawn; AWS has five below the root.
const DEPTH: usize = 12;

/// A piece of the tree, in the order of writing.
pub(super) enum Branch<U, L> {
    /// A unit begins.
    Open(U),
    /// Something hangs in it.
    Leaf(L),
    /// The unit ends.
    Close,
}

/// What hangs in a unit and in the units below it.
pub(super) struct Nest<'a, T> {
    units: BTreeMap<&'a str, Nest<'a, T>>,
    leaves: Vec<T>,
}

impl<T> Default for Nest<'_, T> {
    fn default() -> Self {
        Self { units: BTreeMap::new(), leaves: Vec::new() }
    }
}

impl<'a, T> Nest<'a, T> {
    /// Hangs something at a place, root first.
    pub(super) fn add(&mut self, path: impl Iterator<Item = &'a str>, leaf: T) {
        let mut unit = self;
        for id in path.take(DEPTH) {
            unit = unit.units.entry(id).or_default();
        }
        unit.leaves.push(leaf);
    }

    /// Everything in this unit and below it.
    pub(super) fn each(&self) -> Box<dyn Iterator<Item = &T> + '_> {
        Box::new(self.leaves.iter().chain(self.units.values().flat_map(|unit| unit.each())))
    }

    /// The tree in the order of writing. Depth is bounded, so recursion is too.
    pub(super) fn laid_out<U, L>(
        &self,
        open: &impl Fn(&'a str, &Self) -> U,
        leaf: &impl Fn(&T) -> L,
    ) -> Vec<Branch<U, L>> {
        let mut branches: Vec<Branch<U, L>> =
            self.leaves.iter().map(|each| Branch::Leaf(leaf(each))).collect();
        for (id, unit) in &self.units {
            branches.push(Branch::Open(open(id, unit)));
            branches.extend(unit.laid_out(open, leaf));
            branches.push(Branch::Close);
        }
        branches
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_is_written_from_the_root_and_never_too_deep() {
        let mut nest = Nest::default();
        nest.add(["r", "ou"].into_iter(), "deep");
        nest.add(["r"].into_iter(), "high");
        nest.add(std::iter::repeat_n("x", 1_000), "hostile");
        assert_eq!(nest.each().count(), 3);
        let words = nest.laid_out(&|id, unit| format!("{id}:{}", unit.each().count()), &|leaf| *leaf);
        let words: Vec<String> = words
            .into_iter()
            .map(|branch| match branch {
                Branch::Open(label) => label,
                Branch::Leaf(leaf) => leaf.to_owned(),
                Branch::Close => ")".to_owned(),
            })
            .collect();
        assert_eq!(words[..5], ["r:2", "high", "ou:1", "deep", ")"].map(ToOwned::to_owned));
        assert_eq!(words.iter().filter(|word| *word == "x:1").count(), DEPTH);
    }
}

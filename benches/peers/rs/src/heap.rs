//! A four-ary heap of keys, the least first: as fast as we can write one, unchecked.

pub struct Heap<K>(Vec<K>);

const ARITY: usize = 4;

impl<K: Copy + PartialOrd> Heap<K> {
    /// That many of the same key.
    pub fn of(key: K, count: usize) -> Self {
        Self(vec![key; count])
    }

    pub fn with_capacity(capacity: usize) -> Self {
        Self(Vec::with_capacity(capacity))
    }

    #[inline(always)]
    pub fn first(&self) -> Option<K> {
        self.0.first().copied()
    }

    #[inline(always)]
    pub fn push(&mut self, key: K) {
        let mut i = self.0.len();
        self.0.push(key);
        let keys = self.0.as_mut_ptr();
        // SAFETY: `i` starts at the last key and only goes to parents, so that it stays within.
        unsafe {
            while i > 0 {
                let parent = (i - 1) / ARITY;
                if *keys.add(parent) <= key {
                    break;
                }
                *keys.add(i) = *keys.add(parent);
                i = parent;
            }
            *keys.add(i) = key;
        }
    }

    #[inline(always)]
    pub fn pop(&mut self) -> Option<K> {
        let last = self.0.pop()?;
        let Some(&first) = self.0.first() else { return Some(last) };
        self.replace_first(last);
        Some(first)
    }

    /// Of a heap that is not empty.
    #[inline(always)]
    pub fn replace_first(&mut self, key: K) {
        let len = self.0.len();
        assert!(len > 0, "there is a first key");
        let keys = self.0.as_mut_ptr();
        let mut i = 0;
        // SAFETY: `i` is 0 or a child that was found below `len`.
        unsafe {
            loop {
                let child = i * ARITY + 1;
                if child >= len {
                    break;
                }
                let (mut at, mut least) = (child, *keys.add(child));
                // Four children are compared without a branch.
                if child + ARITY <= len {
                    for j in child + 1..child + ARITY {
                        let other = *keys.add(j);
                        (at, least) = if other < least { (j, other) } else { (at, least) };
                    }
                } else {
                    for j in child + 1..len {
                        let other = *keys.add(j);
                        (at, least) = if other < least { (j, other) } else { (at, least) };
                    }
                }
                if least >= key {
                    break;
                }
                *keys.add(i) = least;
                i = at;
            }
            *keys.add(i) = key;
        }
    }
}

//! Random numbers by address.
//!
//! A draw is a function of (layout, seed, replication, entity, purpose, index), never "the next one": the length of
//! a project's fifth session is the same number whatever happened before it, in whatever scenario.
//!
//! The generator is Philox4x32-10 (Salmon, Moraes, Dror, Shaw: *Parallel random numbers: as easy as 1, 2, 3*,
//! SC 2011). A 128-bit hash (SipHash-1-3) of layout, seed, replication, entity name and purpose makes a
//! [`Stream`]: its low 64 bits are the key, its high 64 bits are words 2 and 3 of the counter. Word 1 is the index
//! (the j-th session, day, fault), word 0 the block inside one variate, for samplers that reject.
//!
//! Hashed bytes, all integers little-endian: layout `u32`, seed `u64`, replication `u32`, length of the entity's name
//! `u32`, its UTF-8 bytes, length of the purpose `u32`, its UTF-8 bytes; `SipHash` key 0.

use core::hash::Hasher;
use siphasher::sip128::{Hasher128, SipHasher13};

/// Version of how an address becomes a number. It stands in every result; another number, other draws.
pub const LAYOUT: u32 = 1;

/// All streams of one replication: hashes the common front of their addresses once.
#[derive(Clone, Copy, Debug)]
pub struct Streams(SipHasher13);

/// All streams of one entity in one replication.
#[derive(Clone, Copy, Debug)]
pub struct EntityStreams(SipHasher13);

/// The draws of one entity for one purpose in one replication, by index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stream {
    key: [u32; 2],
    counter: [u32; 2],
}

impl Streams {
    /// Streams of a replication, in the current [`LAYOUT`].
    pub fn new(seed: u64, replication: u32) -> Self {
        Self::of_layout(LAYOUT, seed, replication)
    }

    fn of_layout(layout: u32, seed: u64, replication: u32) -> Self {
        let mut front = [0; 16];
        front[..4].copy_from_slice(&layout.to_le_bytes());
        front[4..12].copy_from_slice(&seed.to_le_bytes());
        front[12..].copy_from_slice(&replication.to_le_bytes());
        let mut hasher = SipHasher13::new();
        hasher.write(&front);
        Self(hasher)
    }

    /// Streams of an entity, by its name.
    pub fn entity(&self, name: &str) -> EntityStreams {
        EntityStreams(with_text(self.0, name))
    }
}

impl EntityStreams {
    /// The stream for a purpose.
    pub fn stream(&self, purpose: &str) -> Stream {
        let hash = with_text(self.0, purpose).finish128();
        let (low, high) = (hash.h1, hash.h2);
        Stream { key: [low as u32, (low >> 32) as u32], counter: [high as u32, (high >> 32) as u32] }
    }
}

fn with_text(mut hasher: SipHasher13, text: &str) -> SipHasher13 {
    let bytes = u32::try_from(text.len()).expect("a name is shorter than 4 GiB");
    hasher.write(&bytes.to_le_bytes());
    hasher.write(text.as_bytes());
    hasher
}

impl Stream {
    /// The stream of a whole address. [`Streams`] makes many of one replication at less cost.
    pub fn new(layout: u32, seed: u64, replication: u32, entity: &str, purpose: &str) -> Self {
        Streams::of_layout(layout, seed, replication).entity(entity).stream(purpose)
    }

    /// The four words at an index and a block.
    #[inline]
    pub fn words(&self, index: u32, block: u32) -> [u32; 4] {
        philox4x32_10([block, index, self.counter[0], self.counter[1]], self.key)
    }

    /// The uniform at an index, in (0, 1): what an inversion sampler takes.
    #[inline]
    pub fn uniform(&self, index: u32) -> f64 {
        self.uniform_in(index, 0)
    }

    /// The uniform at an index and a block: try `block` of a sampler that rejects.
    ///
    /// ((x >> 11) + ½) / 2⁵³ of the first word pair, the first word being the low one. The one value that
    /// this rounds to 1 is taken to be the number below it, so that 0 and 1 never come.
    #[inline]
    pub fn uniform_in(&self, index: u32, block: u32) -> f64 {
        let [a, b, _, _] = self.words(index, block);
        open_unit(u64::from(a) | u64::from(b) << 32)
    }

    /// The uniforms of two streams at one index: what [`uniform`](Self::uniform) gives for each, at half the cost,
    /// since the two go through the rounds side by side.
    #[inline]
    pub fn uniforms(streams: [&Self; 2], index: u32) -> [f64; 2] {
        let counter = |s: &Self| [0, index, s.counter[0], s.counter[1]];
        philox_pair(streams.map(counter), streams.map(|s| s.key)).map(open_unit)
    }
}

/// ((x >> 11) + ½) / 2⁵³, below 1.
#[inline]
fn open_unit(x: u64) -> f64 {
    const BELOW_ONE: f64 = 1.0 - f64::EPSILON / 2.0;
    (((x >> 11) as f64 + 0.5) * (1.0 / (1_u64 << 53) as f64)).min(BELOW_ONE)
}

const MULTIPLIERS: [u64; 2] = [0xD251_1F53, 0xCD9E_8D57];
const KEY_STEPS: [u64; 2] = [0x9E37_79B9, 0xBB67_AE85];

/// The first two words of Philox4x32-10 for two counters and keys, each pair as one number, the low word first.
///
/// Vector registers do it in half the instructions; the compiler does not find that.
#[cfg(target_arch = "x86_64")]
#[inline]
#[expect(unsafe_code, reason = "a vector instruction of every x86-64; a replication takes 5 % less by it")]
fn philox_pair(counter: [[u32; 4]; 2], key: [[u32; 2]; 2]) -> [u64; 2] {
    // SAFETY: SSE2 belongs to x86-64.
    unsafe { philox_pair_sse2(counter, key) }
}

/// One lane a counter. A lane's high half holds whatever comes there: the multiplication looks at the low half only.
#[cfg(target_arch = "x86_64")]
#[inline]
#[target_feature(enable = "sse2")]
fn philox_pair_sse2(counter: [[u32; 4]; 2], key: [[u32; 2]; 2]) -> [u64; 2] {
    use core::arch::x86_64::{
        __m128i, _mm_add_epi64, _mm_cvtsi128_si64, _mm_mul_epu32, _mm_set_epi32, _mm_set1_epi64x,
        _mm_srli_epi64, _mm_unpackhi_epi32, _mm_unpacklo_epi32, _mm_xor_si128,
    };
    let lanes = |a: u32, b: u32| _mm_set_epi32(0, b as i32, 0, a as i32);
    let word = |i: usize| lanes(counter[0][i], counter[1][i]);
    let [mut c0, mut c1, mut c2, mut c3]: [__m128i; 4] = core::array::from_fn(word);
    let [mut k0, mut k1] = [lanes(key[0][0], key[1][0]), lanes(key[0][1], key[1][1])];
    let [m0, m1] = MULTIPLIERS.map(|m| _mm_set1_epi64x(m as i64));
    let [s0, s1] = KEY_STEPS.map(|s| _mm_set1_epi64x(s as i64));
    for _ in 0..10 {
        let (a, b) = (_mm_mul_epu32(c0, m0), _mm_mul_epu32(c2, m1));
        c0 = _mm_xor_si128(_mm_xor_si128(_mm_srli_epi64(b, 32), c1), k0);
        c1 = b;
        c2 = _mm_xor_si128(_mm_xor_si128(_mm_srli_epi64(a, 32), c3), k1);
        c3 = a;
        k0 = _mm_add_epi64(k0, s0);
        k1 = _mm_add_epi64(k1, s1);
    }
    // The low halves of c0 and c1, lane by lane, side by side.
    let [first, second] = [_mm_unpacklo_epi32(c0, c1), _mm_unpackhi_epi32(c0, c1)];
    [_mm_cvtsi128_si64(first) as u64, _mm_cvtsi128_si64(second) as u64]
}

/// As the other, one counter after the other.
#[cfg(not(target_arch = "x86_64"))]
#[inline]
fn philox_pair(counter: [[u32; 4]; 2], key: [[u32; 2]; 2]) -> [u64; 2] {
    let words = |i: usize| {
        let [a, b, ..] = philox4x32_10(counter[i], key[i]);
        u64::from(a) | u64::from(b) << 32
    };
    [words(0), words(1)]
}

/// Philox4x32 with ten rounds: four words from a counter and a key.
#[inline]
pub const fn philox4x32_10(mut counter: [u32; 4], mut key: [u32; 2]) -> [u32; 4] {
    let mut round = 0;
    while round < 10 {
        let a = counter[0] as u64 * MULTIPLIERS[0];
        let b = counter[2] as u64 * MULTIPLIERS[1];
        counter = [
            (b >> 32) as u32 ^ counter[1] ^ key[0],
            b as u32,
            (a >> 32) as u32 ^ counter[3] ^ key[1],
            a as u32,
        ];
        key = [key[0].wrapping_add(KEY_STEPS[0] as u32), key[1].wrapping_add(KEY_STEPS[1] as u32)];
        round += 1;
    }
    counter
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Random123's known answers (Salmon et al. 2011) and one more counter, from the project's reference values.
    #[test]
    fn philox_gives_the_published_words() {
        for (counter, key, want) in [
            ([0; 4], [0; 2], [1_713_891_541, 3_781_805_453, 3_159_862_348, 2_600_524_760]),
            ([u32::MAX; 4], [u32::MAX; 2], [1_083_123_565, 1_103_641_358, 2_718_681_030, 1_834_242_557]),
            ([1, 0, 0, 0], [0; 2], [4_175_744_164, 1_555_169_499, 2_980_410_603, 159_317_863]),
            ([5, 4, 3, 2], [2025, 401], [3_432_296_643, 3_719_743_638, 3_750_862_960, 4_136_129_393]),
        ] {
            assert_eq!(philox4x32_10(counter, key), want);
        }
    }

    /// SipHash-1-3 of the address bytes in one piece, as the module's head spells them.
    #[test]
    fn an_address_hashed_in_pieces_is_the_address_hashed_at_once() {
        let (layout, seed, replication) = (1_u32, 0x0123_4567_89AB_CDEF_u64, 7_u32);
        let (entity, purpose) = ("gpu-39tf/12", "think 1");
        let mut bytes = Vec::new();
        bytes.extend(layout.to_le_bytes());
        bytes.extend(seed.to_le_bytes());
        bytes.extend(replication.to_le_bytes());
        for text in [entity, purpose] {
            bytes.extend((text.len() as u32).to_le_bytes());
            bytes.extend(text.as_bytes());
        }
        let hash = SipHasher13::new().hash(&bytes);
        let stream = Stream::new(layout, seed, replication, entity, purpose);
        assert_eq!(u64::from(stream.key[0]) | u64::from(stream.key[1]) << 32, hash.h1);
        assert_eq!(u64::from(stream.counter[0]) | u64::from(stream.counter[1]) << 32, hash.h2);
        assert_eq!(Streams::new(seed, replication).entity(entity).stream(purpose), stream);
        assert_eq!(
            stream.words(3, 2),
            philox4x32_10(
                [2, 3, hash.h2 as u32, (hash.h2 >> 32) as u32],
                [hash.h1 as u32, (hash.h1 >> 32) as u32]
            )
        );
    }

    /// Length before text: otherwise ("ab", "c") and ("a", "bc") would share their draws.
    #[test]
    fn names_and_purposes_do_not_run_into_each_other() {
        let streams = Streams::new(1, 0);
        assert_ne!(streams.entity("ab").stream("c"), streams.entity("a").stream("bc"));
        assert_ne!(Stream::new(1, 1, 0, "a", "b"), Stream::new(2, 1, 0, "a", "b"), "another layout");
    }

    #[test]
    fn two_streams_side_by_side_are_the_streams_one_by_one() {
        let [a, b] =
            ["think 1", "think 2"].map(|purpose| Stream::new(LAYOUT, 2025, 3, "gpu-39tf/1", purpose));
        for index in (0..2_000).chain([u32::MAX]) {
            let bits = |us: [f64; 2]| us.map(f64::to_bits);
            assert_eq!(bits(Stream::uniforms([&a, &b], index)), bits([a.uniform(index), b.uniform(index)]));
        }
    }

    #[test]
    fn a_uniform_is_inside_0_and_1() {
        let stream = Stream::new(LAYOUT, 2025, 0, "p", "u");
        let (mut low, mut high, mut sum) = (1.0_f64, 0.0_f64, 0.0);
        for j in 0..100_000 {
            let u = stream.uniform(j);
            low = low.min(u);
            high = high.max(u);
            sum += u;
        }
        assert!(low > 0.0 && high < 1.0 && low < 1e-4 && high > 1.0 - 1e-4);
        // sd of the mean is 0.29/√100,000 = 0.0009
        assert!((sum / 100_000.0 - 0.5).abs() < 0.004, "{sum}");
    }
}

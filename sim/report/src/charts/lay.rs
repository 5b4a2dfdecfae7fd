//! Where texts go: lines of a paragraph, labels that must not touch, names that are too long.

use crate::font;

/// A text no wider than `width` at the given size: its end gives way to `…`.
pub(super) fn clip(text: &str, width: f64, size: f64) -> String {
    if font::width(text, size) <= width {
        return text.to_owned();
    }
    let room = width - font::width("…", size);
    let mut out = String::new();
    for c in text.chars() {
        out.push(c);
        if font::width(&out, size) > room {
            out.pop();
            break;
        }
    }
    out.push('…');
    out
}

/// A word in pieces no wider than `width`.
fn cut(word: &str, width: f64, size: f64) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut taken = 0.0;
    for c in word.chars() {
        let wide = font::width(c.encode_utf8(&mut [0; 4]), size);
        if taken + wide > width && taken > 0.0 {
            pieces.push(String::new());
            taken = 0.0;
        }
        taken += wide;
        pieces.last_mut().expect("one at least").push(c);
    }
    pieces
}

/// Breaks a text into lines no wider than `width` at the given size: at spaces, and inside a word that is wider.
pub(super) fn wrap(text: &str, width: f64, size: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let words = text.split(' ').flat_map(|word| cut(word, width, size));
    for word in words {
        match lines.last_mut() {
            Some(line) if font::width(&format!("{line} {word}"), size) <= width => {
                line.push(' ');
                line.push_str(&word);
            }
            Some(_) | None => lines.push(word),
        }
    }
    lines
}

/// [`wrap`]ped into as few lines, of about one length: no line of a single word.
pub(super) fn balance(text: &str, width: f64, size: f64) -> Vec<String> {
    let lines = wrap(text, width, size);
    let mut narrower = lines.clone();
    for step in 1_u32..20 {
        let tried = wrap(text, width * (1.0 - 0.025 * f64::from(step)), size);
        if tried.len() > lines.len() {
            break;
        }
        narrower = tried;
    }
    narrower
}

/// Moves the wanted heights of labels apart until neighbours are at least `gap` from each other, inside
/// `top..=bottom` where they fit. Order is kept; the answer is in the order of the question.
pub(super) fn spread(wanted: &[f64], gap: f64, top: f64, bottom: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|&a, &b| wanted[a].total_cmp(&wanted[b]));
    let mut placed = vec![0.0; wanted.len()];
    let mut least = top;
    for &i in &order {
        placed[i] = wanted[i].max(least);
        least = placed[i] + gap;
    }
    let mut most = bottom;
    for &i in order.iter().rev() {
        placed[i] = placed[i].min(most);
        most = placed[i] - gap;
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_that_want_one_place_are_pushed_apart_and_stay_inside() {
        assert_eq!(spread(&[50.0, 50.0, 10.0], 12.0, 0.0, 100.0), [50.0, 62.0, 10.0]);
        assert_eq!(spread(&[99.0, 98.0], 12.0, 0.0, 100.0), [100.0, 88.0]);
        assert_eq!(spread(&[], 12.0, 0.0, 100.0), [0.0; 0]);
    }

    proptest::proptest! {
        /// Whatever labels want: where there is room for all, no two are closer than the gap, all stay inside, and
        /// their order is kept.
        #[test]
        fn labels_never_touch(wanted in proptest::collection::vec(-50.0..150.0_f64, 0..8)) {
            let placed = spread(&wanted, 12.0, 0.0, 100.0);
            let mut order: Vec<usize> = (0..wanted.len()).collect();
            order.sort_by(|&a, &b| wanted[a].total_cmp(&wanted[b]));
            for pair in order.windows(2) {
                proptest::prop_assert!(placed[pair[1]] - placed[pair[0]] > 12.0 - 1e-9, "{wanted:?} {placed:?}");
            }
            proptest::prop_assert!(placed.iter().all(|y| (-1e-9..=100.0 + 1e-9).contains(y)), "{placed:?}");
        }
    }

    #[test]
    fn a_long_title_breaks_at_spaces() {
        let lines = wrap("예산이 연말 전에 소진될 확률은 15.0%로 나타남", 150.0, 14.0);
        assert!(lines.len() > 1 && lines.iter().all(|line| font::width(line, 14.0) <= 150.0), "{lines:?}");
        assert_eq!(lines.join(" "), "예산이 연말 전에 소진될 확률은 15.0%로 나타남");
    }
}

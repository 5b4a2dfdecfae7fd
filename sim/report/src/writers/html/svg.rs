//! A picture made ready to stand inside a page: names of its own, the page's font, few bytes.

use std::collections::BTreeSet;
use std::fmt::Write as _;

const MEMORY: &str = "writing to a string does not fail";

/// The picture for a page: ids start with `prefix`, size and font come from the page, what is drawn stays.
///
/// `colours` gets the colours that are drawn in. The SVG is a chart's: every attribute stands in double quotes, and
/// `<` and `>` are escaped in texts.
pub(super) fn inline(svg: &str, prefix: &str, colours: &mut BTreeSet<u32>) -> String {
    let mut out = String::with_capacity(svg.len());
    let mut root = true;
    for piece in svg.split('<').skip(1) {
        let (tag, after) = piece.split_once('>').unwrap_or((piece, ""));
        if tag.starts_with(['?', '!']) || is_sheet(tag) {
            continue;
        }
        tag_into(&mut out, tag, prefix, root, colours);
        root = false;
        if !after.trim().is_empty() {
            out.push_str(after.trim_matches('\n'));
        }
    }
    out
}

/// The white ground of a picture that stands alone: a page has its own.
fn is_sheet(tag: &str) -> bool {
    let white = tag.contains("fill=\"#FFFFFF\"") || tag.contains("fill=\"#ffffff\"");
    tag.starts_with("rect ") && tag.contains("width=\"100%\"") && white
}

fn tag_into(out: &mut String, tag: &str, prefix: &str, root: bool, colours: &mut BTreeSet<u32>) {
    let name_end = tag.find([' ', '\n', '/']).filter(|&at| at > 0).unwrap_or(tag.len());
    let name = &tag[..name_end];
    let closed = matches!(name, "polyline" | "polygon");
    write!(out, "<{}", if closed { "path" } else { name }).expect(MEMORY);
    let mut rest = &tag[name_end..];
    while let Some((key, after)) = rest.split_once("=\"") {
        let key = key.trim();
        let (value, after) = after.split_once('"').expect("an attribute's value ends with its quote");
        rest = after;
        match key {
            "font-family" => {}
            "width" | "height" if root => {}
            "opacity" | "fill-opacity" | "stroke-opacity" if value == "1" => {}
            "id" => write!(out, " id=\"{prefix}-{value}\"").expect(MEMORY),
            "aria-labelledby" | "aria-describedby" => {
                let ids: Vec<String> = value.split_whitespace().map(|id| format!("{prefix}-{id}")).collect();
                write!(out, " {key}=\"{}\"", ids.join(" ")).expect(MEMORY);
            }
            "points" if closed => write!(out, " d=\"{}\"", path(value, name == "polygon")).expect(MEMORY),
            "fill" | "stroke" if colour(value).is_some() => {
                colours.extend(colour(value));
                write!(out, " {key}=\"{}\"", value.to_ascii_lowercase()).expect(MEMORY);
            }
            "href" | "xlink:href" => {
                write!(out, " href=\"{}\"", value.replace('#', &format!("#{prefix}-"))).expect(MEMORY);
            }
            _ => write!(out, " {key}=\"{}\"", value.replace("url(#", &format!("url(#{prefix}-")))
                .expect(MEMORY),
        }
    }
    out.push_str(if tag.ends_with('/') { "/>" } else { ">" });
}

/// The number behind `#005796`.
fn colour(value: &str) -> Option<u32> {
    let digits = value.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    u32::from_str_radix(digits, 16).ok()
}

/// The points of a line as a path of steps: the same picture in about half the bytes.
fn path(points: &str, closed: bool) -> String {
    let mut out = String::with_capacity(points.len());
    let mut at: Option<(i64, i64)> = None;
    for point in points.split_whitespace() {
        let (x, y) = point.split_once(',').expect("a point is x,y");
        match (at, x.parse::<i64>(), y.parse::<i64>()) {
            (Some((left, top)), Ok(x), Ok(y)) => {
                step(&mut out, x - left, y - top);
                at = Some((x, y));
            }
            (None, Ok(x), Ok(y)) => {
                write!(out, "M{x},{y}l").expect(MEMORY);
                at = Some((x, y));
            }
            (_, _, _) => return absolute(points, closed),
        }
    }
    if out.ends_with('l') {
        // A path of one point.
        out.push_str("0,0");
    }
    if closed {
        out.push('z');
    }
    out
}

/// ` 4-12`: a minus sign needs nothing before it.
fn step(out: &mut String, x: i64, y: i64) {
    if x >= 0 && !out.ends_with('l') {
        out.push(' ');
    }
    write!(out, "{x}").expect(MEMORY);
    if y >= 0 {
        out.push(' ');
    }
    write!(out, "{y}").expect(MEMORY);
}

/// Points that are no whole numbers, as they are.
fn absolute(points: &str, closed: bool) -> String {
    format!("M{}{}", points.trim(), if closed { "z" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_steps() {
        assert_eq!(path("10,20 14,8 13,8 ", false), "M10,20l4-12-1 0");
        assert_eq!(path("0,0 5,0 5,5 ", true), "M0,0l5 0 0 5z");
        assert_eq!(path("0.5,0 5,0 ", false), "M0.5,0 5,0");
    }

    #[test]
    fn a_picture_keeps_what_it_shows_and_gets_its_own_names() {
        let svg = "<svg width=\"160mm\" viewBox=\"0 0 9 9\" aria-labelledby=\"title desc\">\n<title id=\"title\">a &lt; b\
                   </title>\n<rect width=\"100%\" height=\"100%\" fill=\"#FFFFFF\"/>\n<rect width=\"3\" fill=\"#D9DDE3\" \
                   opacity=\"1\"/><text font-family=\"A, B\" fill=\"#111827\">\nx\n</text>\n</svg>";
        let mut colours = BTreeSet::new();
        assert_eq!(
            inline(svg, "f1", &mut colours),
            "<svg viewBox=\"0 0 9 9\" aria-labelledby=\"f1-title f1-desc\"><title id=\"f1-title\">a &lt; b</title><rect \
             width=\"3\" fill=\"#d9dde3\"/><text fill=\"#111827\">x</text></svg>"
        );
        assert_eq!(colours.into_iter().collect::<Vec<_>>(), [0x11_18_27, 0xd9_dd_e3]);
    }
}

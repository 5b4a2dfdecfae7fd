//! What a scenario is called: its title for people, and the name under which its results are kept.
//!
//! The tree and its hash stay as they are: only what is shown is chosen here.

use crate::overlay::SET;
use crate::problem::Problem;
use crate::tree::{Node, Place, SourceId, Sources, read};
use crate::words::{self, Text};

/// Changes of the command line that a title shows. The rest is `…`.
const MOST_SHOWN: usize = 3;

/// The file named first.
const TOP: SourceId = SourceId(0);

/// The title: the name where a layer gives a name over the title of a lower one, then the changes by `--set`.
pub(super) fn title(given: Text, tree: &Node, sources: &Sources) -> Text {
    let (name, title) = (tree.get("name"), tree.get("title"));
    let named = match (name.and_then(Node::as_text), name.zip(title)) {
        (Some(name), Some((above, below))) if lies_over(above.place, below.place, sources) => {
            Text { ko: name.to_owned(), en: name.to_owned() }
        }
        (_, _) => given,
    };
    let changes = changes(sources);
    if changes.is_empty() {
        return named;
    }
    let mut shown = changes[..changes.len().min(MOST_SHOWN)].join(", ");
    if changes.len() > MOST_SHOWN {
        shown += ", …";
    }
    Text { ko: format!("{} + {shown}", named.ko), en: format!("{} + {shown}", named.en) }
}

/// A warning if the file named first lies over a base and has no name of its own: the base's name is in force.
pub(super) fn nameless(tree: &Node, sources: &Sources) -> Option<Problem> {
    let name = tree.get("name")?.place.source;
    if name == TOP || is_set(name, sources) {
        return None;
    }
    // `base` is no longer in the merged tree; the text has been read once, so it can be read again.
    let file = read(TOP, &sources.get(TOP).text, 0).ok()?;
    let base = file.get("base")?;
    Some(Problem::warning(words::no_name_of_its_own()).at(base.place).label(words::give_it_a_name()))
}

/// Whether a place is of a higher layer: a change over every file, a file over its bases, which are read after it.
fn lies_over(above: Place, below: Place, sources: &Sources) -> bool {
    let rank = |place: Place| if is_set(place.source, sources) { None } else { Some(place.source) };
    rank(above) < rank(below)
}

fn is_set(source: SourceId, sources: &Sources) -> bool {
    sources.get(source).name == SET
}

/// Changes by `--set` as `path=value`, the last one of each path; what only names the scenario is left out.
fn changes(sources: &Sources) -> Vec<String> {
    let mut changes: Vec<(&str, String)> = Vec::new();
    for (path, value) in
        sources.iter().filter(|(name, _)| *name == SET).filter_map(|(_, t)| t.split_once('='))
    {
        let path = path.trim();
        changes.retain(|(earlier, _)| *earlier != path);
        if !matches!(path.split('.').next(), Some("name" | "title")) {
            changes.push((path, value.split_whitespace().collect::<Vec<_>>().join(" ")));
        }
    }
    changes.into_iter().map(|(path, value)| format!("{path}={value}")).collect()
}

//! A chart as a value: what it says in words, and how to draw it at the widths that a document needs.

use std::fmt;

/// How wide a picture is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    /// 160 mm: the text width of an A4 page.
    Full,
    /// 80 mm: two beside each other. The same type sizes, fewer labels.
    Half,
}

/// What stands in a picture beside the plot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dress {
    /// Title, remark and provenance: the picture can leave its page.
    Whole,
    /// The plot with its axes and labels: the page has the rest as text.
    Bare,
}

/// A form in which a chart is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Its width.
    pub width: Width,
    /// What stands beside the plot.
    pub dress: Dress,
}

impl Look {
    /// 160 mm with title and footer.
    pub const WHOLE: Self = Self { width: Width::Full, dress: Dress::Whole };
}

/// A chart, ready to be drawn. Its texts are plain: they are escaped where they are written.
pub struct Chart {
    /// Name of its files without language and ending, such as `budget-burn`; ASCII, unique in a document.
    pub name: &'static str,
    /// The sentence that it shows, which claims what its interval allows.
    pub title: String,
    /// Unit line of its caption, such as `(단위: 억 원, VAT 포함)`; may be empty.
    pub unit: String,
    /// What bands, dashes and colours mean: one or two sentences.
    pub remark: String,
    /// The chart in words and numbers, for who cannot see it.
    pub description: String,
    /// Remarks below it: ※ …
    pub notes: Vec<String>,
    /// Its course over days, for a page on which one can zoom and point; none for other charts.
    pub course: Option<Course>,
    pub(super) draw: Box<dyn Fn(Look) -> String + Send + Sync>,
}

/// Series over the days of the programme.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// The first day.
    pub start: jiff::civil::Date,
    /// Unit of the values, short: `억 원`.
    pub unit: String,
    /// Each with a value per day.
    pub series: Vec<Trace>,
    /// Horizontal lines: name and value.
    pub limits: Vec<(String, f64)>,
}

/// A series, with a band around it where it has one.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    /// Its name.
    pub name: String,
    /// One per day.
    pub middle: Vec<f64>,
    /// Lower and upper ends, one per day each; none for a bare line.
    pub band: Option<(Vec<f64>, Vec<f64>)>,
}

impl Chart {
    /// A chart that `draw` draws; its other parts are empty and are set by who makes it.
    pub fn new(
        name: &'static str,
        title: String,
        draw: impl Fn(Look) -> String + Send + Sync + 'static,
    ) -> Self {
        let empty = String::new;
        Self {
            name,
            title,
            unit: empty(),
            remark: empty(),
            description: empty(),
            notes: Vec::new(),
            course: None,
            draw: Box::new(draw),
        }
    }

    /// The picture as SVG text: the same each time.
    pub fn svg(&self, look: Look) -> String {
        (self.draw)(look)
    }
}

impl fmt::Debug for Chart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Chart").field("name", &self.name).field("title", &self.title).finish_non_exhaustive()
    }
}

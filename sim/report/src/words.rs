//! Both languages side by side: a sentence that only one of them has does not compile.

/// The language of a text for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lang {
    /// Korean (한국어).
    Ko,
    /// English.
    En,
}

impl Lang {
    /// Both languages, in the order in which a document has them.
    pub const BOTH: [Self; 2] = [Self::Ko, Self::En];

    /// The tag used in file names and in `--lang`: `ko` or `en`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Ko => "ko",
            Self::En => "en",
        }
    }

    /// The one of two texts that is in this language.
    pub(crate) const fn pick<'a>(self, ko: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Ko => ko,
            Self::En => en,
        }
    }
}

/// A sentence with figures in it: `say!(lang, "korean {x}", "english {x}")`. A Korean pair such as `은(는)` behind a figure or
/// a name becomes the one that it takes.
macro_rules! say {
    ($lang:expr, $ko:literal, $en:literal $(,)?) => {
        match $lang {
            $crate::words::Lang::Ko => $crate::particle::chosen(format!($ko)),
            $crate::words::Lang::En => format!($en),
        }
    };
}
pub(crate) use say;

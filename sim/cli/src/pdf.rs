//! A PDF by typst: the program on the path, or the `typst` package of Python.
//!
//! Both are given one folder with the template, the data, the pictures and the one font, and look at nothing outside.

use crate::temporary::Temporary;
use naru_report::Lang;
use naru_report::writers::Typst;
use std::fs;
use std::io;
use std::process::Command;

/// What came of it.
#[derive(Debug)]
pub(crate) enum Pdf {
    /// The bytes of the file.
    Made(Vec<u8>),
    /// Neither the program nor the package is here.
    NotInstalled,
    /// typst is here and did not make it: what it said.
    Refused(String),
}

/// What Python is told: exit code 86 where the package is missing.
const SCRIPT: &str = "\
import sys
try:
    import typst
except ImportError:
    sys.exit(86)
try:
    typst.compile('report.typ', output='report.pdf', font_paths=['.'], ignore_system_fonts=True)
except Exception as error:
    print(error, file=sys.stderr)
    sys.exit(1)
";

/// Makes the PDF.
///
/// # Errors
/// Those of the folder for temporary files.
pub(crate) fn compile(of: &Typst) -> io::Result<Pdf> {
    let folder = Temporary::new("pdf")?;
    fs::write(folder.path().join("report.typ"), of.template)?;
    fs::write(folder.path().join("data.json"), &of.data)?;
    for (name, bytes) in &of.files {
        fs::write(folder.path().join(name), bytes)?;
    }
    let typst =
        ["compile", "--root", ".", "--font-path", ".", "--ignore-system-fonts", "report.typ", "report.pdf"];
    let tries: [(&str, &[&str]); 3] =
        [("typst", &typst), ("python3", &["-c", SCRIPT]), ("python", &["-c", SCRIPT])];
    // One that fails, such as one that is too old, leaves it to the next.
    let mut came = Pdf::NotInstalled;
    for (program, arguments) in tries {
        match Command::new(program).args(arguments).current_dir(folder.path()).output() {
            Ok(output) => match output.status.code() {
                Some(0) => return fs::read(folder.path().join("report.pdf")).map(Pdf::Made),
                Some(86) if program != "typst" => {}
                Some(_) | None => {
                    came = Pdf::Refused(String::from_utf8_lossy(&output.stderr).trim().to_owned());
                }
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => came = Pdf::Refused(format!("{program}: {error}")),
        }
    }
    Ok(came)
}

/// What to install for a PDF; everything else has come out.
pub(crate) fn not_installed(lang: Lang) -> &'static str {
    match lang {
        Lang::Ko => {
            "report.pdf는 만들지 않음: typst가 없음\n  = `pip install typst`로 설치하거나 typst 실행 파일을 PATH에 두고 다시 실행함. 나머지 파일은 모두 만듦"
        }
        Lang::En => {
            "report.pdf was not made: typst is not installed\n  = install it by `pip install typst`, or put the typst program on the PATH, and run this again; all other files are there"
        }
    }
}

/// typst is there and did not make the PDF: mostly one that is too old.
pub(crate) fn refused(message: &str, lang: Lang) -> String {
    let message = message.replace('\n', "\n  | ");
    match lang {
        Lang::Ko => format!(
            "report.pdf는 만들지 못함: typst의 오류\n  | {message}\n  = typst 0.13 이상이 필요함: `pip install --upgrade typst`"
        ),
        Lang::En => format!(
            "report.pdf could not be made: typst says\n  | {message}\n  = typst 0.13 or later is needed: `pip install --upgrade typst`"
        ),
    }
}

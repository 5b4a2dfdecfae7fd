//! Forms of a document: HTML, tables to paste, a spreadsheet, PDF, Markdown, pictures. No word for people stands here.

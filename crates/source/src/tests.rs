//! What a reader of a diagnostic sees.
use super::*;

#[test]
fn an_error_shows_its_line_a_caret_a_note_and_a_hint() {
    let mut sources = Sources::new();
    let file = sources.add("main.c", "int x;\nint main(void) { return y; }\n");
    let error = Diagnostic::error(Span::new(file, 31, 32), "undeclared name 'y'")
        .label("not declared")
        .note(Span::new(file, 4, 5), "a similar name is declared here")
        .hint("did you mean 'x'?");
    insta::assert_snapshot!(render(&sources, &error, false));
}

#[test]
fn a_mistake_without_a_place_is_one_line_and_its_hint() {
    let error = Diagnostic::unplaced("undefined symbol 'f'").hint("define it");
    insta::assert_snapshot!(render(&Sources::new(), &error, false));
}

#[test]
fn line_and_column_count_from_one_and_columns_count_characters() {
    let mut sources = Sources::new();
    let file = sources.add("a.c", "é x\n\ny");
    assert_eq!(sources.place(Span::new(file, 0, 1)), "a.c:1:1");
    assert_eq!(sources.place(Span::new(file, 3, 4)), "a.c:1:3");
    assert_eq!(sources.place(Span::new(file, 6, 7)), "a.c:3:1");
}

//! Text into HTML that can hold no script: what HR and the team write in
//! Markdown is rendered tag by tag from a short list, and all else is escaped.

use std::fmt::{self, Write};

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, TextMergeStream};

/// HTML that is safe to put in a page as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Html(String);

impl fmt::Display for Html {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for Html {}

impl Html {
    /// Markdown as HTML: paragraphs, lists, emphasis, quotes, links to https
    /// addresses. Raw HTML is shown as text, images leave their description.
    pub(super) fn from_markdown(text: &str) -> Self {
        let mut page = Writer::default();
        for event in TextMergeStream::new(Parser::new_ext(text, Options::empty())) {
            page.event(event);
        }
        Self(page.out)
    }

    /// The same with the links to one address leading to another of ours, which
    /// counts the click and leads on. What is read does not change.
    pub(super) fn leading(&mut self, from: &str, to: &str) {
        let mut escaped = String::new();
        escape(from, &mut escaped);
        self.0 = self.0.replace(&format!("<a href=\"{escaped}\""), &format!("<a href=\"{to}\""));
    }
}

#[derive(Default)]
struct Writer {
    out: String,
    /// For each link that is open, whether it has a tag to close.
    links: Vec<bool>,
    in_code: bool,
}

impl Writer {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.in_code => escape(&text, &mut self.out),
            Event::Text(text) => self.text(&text),
            Event::Code(code) => {
                self.out.push_str("<code>");
                escape(&code, &mut self.out);
                self.out.push_str("</code>");
            }
            Event::Html(raw) | Event::InlineHtml(raw) => escape(&raw, &mut self.out),
            Event::SoftBreak => self.out.push('\n'),
            Event::HardBreak => self.out.push_str("<br>\n"),
            // A rule says nothing; the rest needs options that are not taken.
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Paragraph | Tag::HtmlBlock => self.out.push_str("<p>"),
            // A title in an answer would break the order of those of the page.
            Tag::Heading { .. } => self.out.push_str("<p><strong>"),
            Tag::BlockQuote(_) => self.out.push_str("<blockquote>"),
            Tag::CodeBlock(_) => {
                self.in_code = true;
                self.out.push_str("<pre>");
            }
            Tag::List(None) => self.out.push_str("<ul>"),
            Tag::List(Some(first)) => {
                // Writing to a String cannot fail.
                let _ = write!(self.out, "<ol start=\"{first}\">");
            }
            Tag::Item => self.out.push_str("<li>"),
            Tag::Emphasis => self.out.push_str("<em>"),
            Tag::Strong => self.out.push_str("<strong>"),
            Tag::Link { dest_url, .. } => {
                let is_open = is_safe(dest_url);
                if is_open {
                    open_link(dest_url, &mut self.out);
                }
                self.links.push(is_open);
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        let close = match tag {
            TagEnd::Paragraph | TagEnd::HtmlBlock => "</p>\n",
            TagEnd::Heading(_) => "</strong></p>\n",
            TagEnd::BlockQuote(_) => "</blockquote>\n",
            TagEnd::CodeBlock => {
                self.in_code = false;
                "</pre>\n"
            }
            TagEnd::List(false) => "</ul>\n",
            TagEnd::List(true) => "</ol>\n",
            TagEnd::Item => "</li>\n",
            TagEnd::Emphasis => "</em>",
            TagEnd::Strong => "</strong>",
            TagEnd::Link if self.links.pop() == Some(true) => "</a>",
            _ => "",
        };
        self.out.push_str(close);
    }

    /// Text, with the https addresses in it made into links.
    fn text(&mut self, text: &str) {
        let text = typeset(text);
        let mut rest = text.as_str();
        while let Some(at) = rest.find("https://").filter(|_| self.links.is_empty()) {
            let (before, from) = rest.split_at(at);
            let end = from.find(|sign: char| sign.is_whitespace() || matches!(sign, '<' | '>' | '"' | '»')).unwrap_or(from.len());
            let address = from[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '\u{a0}']);
            escape(before, &mut self.out);
            if is_safe(address) {
                open_link(address, &mut self.out);
                escape(address, &mut self.out);
                self.out.push_str("</a>");
            } else {
                escape(address, &mut self.out);
            }
            rest = &from[address.len()..];
        }
        escape(rest, &mut self.out);
    }
}

fn is_safe(address: &str) -> bool {
    let rest = address.strip_prefix("https://");
    rest.is_some_and(|rest| rest.starts_with(|sign: char| sign.is_ascii_alphanumeric())) && !address.contains(char::is_control)
}

fn open_link(address: &str, out: &mut String) {
    out.push_str("<a href=\"");
    escape(address, out);
    out.push_str("\" rel=\"noopener noreferrer\">");
}

/// French signs stay with the word they belong to.
pub(super) fn typeset(text: &str) -> String {
    let mut set = text.replace("« ", "«\u{a0}");
    for sign in ['»', ':', ';', '?', '!', '%', '€'] {
        set = set.replace(&format!(" {sign}"), &format!("\u{a0}{sign}"));
    }
    set
}

/// A sentence of the core as a page shows it: a capital, a full stop, French signs.
pub(super) fn sentence(text: &str) -> String {
    let mut signs = text.chars();
    let first = signs.next().into_iter().flat_map(char::to_uppercase);
    let mut shown: String = typeset(&first.chain(signs).collect::<String>());
    if !shown.ends_with(['.', '?', '!', '…']) {
        shown.push('.');
    }
    shown
}

fn escape(text: &str, out: &mut String) {
    for sign in text.chars() {
        match sign {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            sign => out.push(sign),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_becomes_a_short_list_of_tags() {
        for (markdown, html) in [
            ("Oui, **deux** jours.\n\nVoir *la charte*.", "<p>Oui, <strong>deux</strong> jours.</p>\n<p>Voir <em>la charte</em>.</p>\n"),
            ("- un\n- deux", "<ul><li>un</li>\n<li>deux</li>\n</ul>\n"),
            ("3. trois\n4. quatre", "<ol start=\"3\"><li>trois</li>\n<li>quatre</li>\n</ol>\n"),
            ("# Titre", "<p><strong>Titre</strong></p>\n"),
            ("Combien ? « Deux » : oui", "<p>Combien\u{a0}? «\u{a0}Deux\u{a0}»\u{a0}: oui</p>\n"),
            (
                "[la loi](https://www.legifrance.gouv.fr/a?b=1&c=2)",
                "<p><a href=\"https://www.legifrance.gouv.fr/a?b=1&amp;c=2\" rel=\"noopener noreferrer\">la loi</a></p>\n",
            ),
            (
                "Voir https://www.rouen.fr/emploi.",
                "<p>Voir <a href=\"https://www.rouen.fr/emploi\" rel=\"noopener noreferrer\">https://www.rouen.fr/emploi</a>.</p>\n",
            ),
        ] {
            assert_eq!(Html::from_markdown(markdown).to_string(), html, "{markdown}");
        }
    }

    #[test]
    fn a_sentence_begins_with_a_capital_and_ends_with_a_stop() {
        for (text, shown) in [
            ("il manque le titre de la session", "Il manque le titre de la session."),
            ("écrivez « linkedin »", "Écrivez «\u{a0}linkedin\u{a0}»."),
            ("Est-ce prêt ?", "Est-ce prêt\u{a0}?"),
            ("« Journal » ne convient pas", "«\u{a0}Journal\u{a0}» ne convient pas."),
        ] {
            assert_eq!(sentence(text), shown);
        }
    }

    #[test]
    fn nothing_written_can_become_a_script() {
        for (markdown, html) in [
            ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
            ("a <b onclick=\"x\">b</b>", "<p>a &lt;b onclick=&quot;x&quot;&gt;b&lt;/b&gt;</p>\n"),
            ("[x](javascript:alert(1))", "<p>x</p>\n"),
            ("[x](http://a.example/)", "<p>x</p>\n"),
            ("[x](https:evil)", "<p>x</p>\n"),
            ("![photo](https://a.example/i.png)", "<p>photo</p>\n"),
            (
                "[x](https://a.example/\"onmouseover=\"y)",
                "<p><a href=\"https://a.example/&quot;onmouseover=&quot;y\" rel=\"noopener noreferrer\">x</a></p>\n",
            ),
            ("`<i>`", "<p><code>&lt;i&gt;</code></p>\n"),
            ("    <img src=x onerror=y>", "<pre>&lt;img src=x onerror=y&gt;</pre>\n"),
        ] {
            assert_eq!(Html::from_markdown(markdown).to_string(), html, "{markdown}");
        }
    }
}

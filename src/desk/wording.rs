//! One more wording at the end of a file.

use super::template;

/// The title under which wordings stand.
const WORDINGS: &str = "## Autres formulations";

/// The text of a file with one more wording; a file that has it already is
/// refused, as is what could not be a wording.
pub(super) fn with(text: &str, wording: &str) -> Result<String, String> {
    let wording = template::question(&wording.split_whitespace().collect::<Vec<_>>().join(" "))?;
    let line = format!("- {wording}");
    if text.lines().any(|known| known.trim_end() == line) {
        return Err(format!("cette entrée a déjà la formulation « {wording} »"));
    }
    let lines: Vec<&str> = text.trim_end().lines().collect();
    let Some(title) = lines.iter().position(|known| known.trim_end() == WORDINGS) else {
        return Ok(format!("{}\n\n{WORDINGS}\n\n{line}\n", text.trim_end()));
    };
    let is_wording = |place: &usize| lines[*place].trim_start().starts_with("- ");
    let after = (title + 1..lines.len()).rev().find(is_wording).unwrap_or(title);
    let (before, rest) = lines.split_at(after + 1);
    let blank = if after == title { "\n" } else { "" };
    let rest: String = rest.iter().map(|kept| format!("{kept}\n")).collect();
    Ok(format!("{}\n{blank}{line}\n{rest}", before.join("\n")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wording_stands_after_the_others() {
        let file = "---\nstatut: publie\n---\n\n# Le vélo ?\n\nOui.\n\n## Autres formulations\n\n- parking vélo\n";
        assert_eq!(with(file, " garer  son vélo ? ").unwrap(), format!("{file}- garer son vélo ?\n"));
        assert_eq!(with("# Le vélo ?\n\nOui.", "mon vélo").unwrap(), "# Le vélo ?\n\nOui.\n\n## Autres formulations\n\n- mon vélo\n");
        assert_eq!(with("# V\n\n## Autres formulations", "mon vélo").unwrap(), "# V\n\n## Autres formulations\n\n- mon vélo\n");
        assert_eq!(with(file, "parking vélo").unwrap_err(), "cette entrée a déjà la formulation « parking vélo »");
        assert!(with(file, "<script>").is_err() && with(file, "").is_err());
    }
}

//! What an expert or a moderator does with a question that waits: take it, give
//! it back, answer, decline, take it out, join, part.

use axum::extract::Path;
use serde::Deserialize;

use super::*;
use crate::conversation::answer_problem;
use crate::store::{Handled, Mark, Resolution, Settled};

/// What is typed for a question.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Typed {
    reponse: String,
    /// `prive` (the default) or `public`: what comes after the answer.
    suite: String,
}

/// Where a question goes, and why.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Moved {
    /// Another theme, when it is passed on.
    theme: String,
    /// The question it is joined to.
    vers: String,
    /// `hostile`, else it has no place here.
    marque: String,
    /// The account that sees to it; nobody when empty.
    responsable: String,
}

/// `POST /staff/questions/{id}`: the answer, for everybody who asked.
pub(in crate::web) async fn answer(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let said = settle(&web, &member, &id, &typed.reponse, Resolution::Answered).await?;
    let next = if typed.suite == "public" { format!("/staff/reponses-donnees/{id}") } else { "/staff/questions".to_owned() };
    Ok(said.unwrap_or_else(|| back_to(&next, "reponse")))
}

/// `POST /staff/questions/{id}/decliner`: why there is no answer.
pub(in crate::web) async fn decline(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let said = settle(&web, &member, &id, &typed.reponse, Resolution::Declined).await?;
    Ok(said.unwrap_or_else(|| back_to("/staff/questions", "declinee")))
}

/// Tells everybody who asked; the page again when it cannot be.
async fn settle(
    web: &Shared,
    member: &Member,
    id: &str,
    typed: &str,
    resolution: fn(String) -> Resolution,
) -> Result<Option<Response>, Error> {
    check_is_theirs(web, member, &QueuedId::new(id)).await?;
    // A browser sends the end of a line as two signs.
    let text = typed.replace("\r\n", "\n");
    let text = text.trim();
    if let Some(problem) = answer_problem(text) {
        return Ok(Some(refused(web, member, (id, text), problem).await?));
    }
    match web.site.store.settle_queued(&QueuedId::new(id), Some(&member.id), resolution(text.to_owned()), web.now()).await? {
        Settled::Told(people) => {
            web.live.tell();
            web.audit_in_detail(member, "réponse envoyée", id, &format!("{people} personnes")).await?;
            Ok(None)
        }
        Settled::TakenBy(name) => {
            let problem =
                format!("{name} a pris cette question entre-temps. Votre réponse n'a pas été envoyée ; la voici, pour la lui donner.");
            Ok(Some(refused(web, member, (id, text), problem).await?))
        }
        Settled::Gone => {
            let problem = "Cette question a déjà reçu une réponse, a été close, ou la personne a effacé ses échanges. Votre réponse n'a pas été enregistrée ; la voici, pour la reprendre ailleurs.";
            Ok(Some(refused(web, member, (id, text), problem.to_owned()).await?))
        }
    }
}

/// `POST /staff/questions/{id}/prendre`
pub(in crate::web) async fn take(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    check_is_theirs(&web, &member, &QueuedId::new(&*id)).await?;
    let done = web.site.store.take(&QueuedId::new(&*id), &member.id, web.now()).await?;
    finish(&web, &member, &id, done, ("question prise", "prise")).await
}

/// `POST /staff/questions/{id}/rendre`: to the queue, or to another theme.
pub(in crate::web) async fn give_back(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Path(id): Path<String>,
    Form(moved): Form<Moved>,
) -> Result<Response, Error> {
    check_is_theirs(&web, &member, &QueuedId::new(&*id)).await?;
    let theme = Some(moved.theme.trim()).filter(|theme| web.themes().contains(*theme));
    let done = web.site.store.pass_on(&QueuedId::new(&*id), &member.id, theme, web.now()).await?;
    finish(&web, &member, &id, done, ("question rendue", "rendue")).await
}

/// `POST /staff/questions/{id}/confier`: who sees to it that it is answered.
pub(in crate::web) async fn entrust(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Path(id): Path<String>,
    Form(moved): Form<Moved>,
) -> Result<Response, Error> {
    let team = web.answering_team().await?;
    let account = team.into_iter().map(|(account, _)| account).find(|account| account.as_str() == moved.responsable);
    let done = web.site.store.put_in_charge(&QueuedId::new(&*id), account.as_ref()).await?;
    finish(&web, &member, &id, when(done), ("question confiée", "confiee")).await
}

/// `POST /staff/questions/{id}/clore`
pub(in crate::web) async fn close(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Path(id): Path<String>,
    Form(moved): Form<Moved>,
) -> Result<Response, Error> {
    let mark = if moved.marque == "hostile" { Mark::Hostile } else { Mark::Hidden };
    let done = web.site.store.close_queued(&QueuedId::new(&*id), &member.id, mark, web.now()).await?;
    finish(&web, &member, &id, done, ("question close sans réponse", "sans-reponse")).await
}

/// `POST /staff/questions/{id}/joindre`: who asked it waits for another one.
pub(in crate::web) async fn join(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Path(id): Path<String>,
    Form(moved): Form<Moved>,
) -> Result<Response, Error> {
    let done = web.site.store.merge(&QueuedId::new(&*id), &QueuedId::new(moved.vers)).await?;
    finish(&web, &member, &id, when(done), ("questions jointes", "jointes")).await
}

/// `POST /staff/questions/{id}/detacher`: of one hand-over, which asks something else.
pub(in crate::web) async fn part(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let done = web.site.store.split(&HandoverId::new(&*id)).await?;
    finish(&web, &member, &id, when(done), ("question détachée", "detachee")).await
}

fn when(done: bool) -> Handled {
    if done { Handled::Done } else { Handled::Gone }
}

/// Back to the list, with what became of it.
async fn finish(web: &Shared, member: &Member, id: &str, gesture: Handled, (logged, done): (&str, &str)) -> Result<Response, Error> {
    let told = match gesture {
        Handled::Done => {
            web.live.tell();
            web.audit(member, logged, id).await?;
            done
        }
        Handled::TakenBy(_) => "prise-par-autrui",
        Handled::Gone => "plus-en-attente",
    };
    Ok(back_to("/staff/questions", told))
}

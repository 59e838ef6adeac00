//! Who asks for a page of the team: the member of the cookie, what their role
//! may open, and the log of what they do.

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::Response;

use super::super::guard::max_body;
use super::super::routes::{ANSWERING, Route};
use super::super::{Error, Shared, Web};
use super::{login, menu};
use crate::accounts::label;
use crate::store::Action;
use crate::words::{AccountId, SessionId, StaffRole, sha256};

/// The member of the team who is logged in: an `Extension` of every request for
/// a page of the team.
#[derive(Clone, Debug)]
pub(in crate::web) struct Member {
    /// Their account.
    pub(in crate::web) id: AccountId,
    /// Their name, as the team reads it.
    pub(in crate::web) name: String,
    /// What they may open.
    pub(in crate::web) role: StaffRole,
    /// The only session they answer in, for its guests.
    pub(in crate::web) session: Option<SessionId>,
}

/// Lets a request pass when its cookie is that of a login, and its member has
/// one of the roles. What is sent may take its time to come: whose rights end
/// meanwhile is refused once it is there.
pub(in super::super) async fn required(
    State((web, route, roles)): State<(Shared, &'static Route, &'static [StaffRole])>,
    mut request: Request,
    next: Next,
) -> Result<Response, Error> {
    let Some(mut member) = web.member(request.headers()).await? else { return login::asked_instead(request).await };
    allow(&member, route, roles)?;
    if !request.method().is_safe() {
        request = received(request).await?;
        let Some(still) = web.member(request.headers()).await? else { return login::asked_instead(request).await };
        allow(&still, route, roles)?;
        member = still;
    }
    let path = request.uri().path().to_owned();
    request.extensions_mut().insert(member.clone());
    Ok(menu::shown_to(member, path, web.site.store.fails_to_keep(), next.run(request)).await)
}

fn allow(member: &Member, route: &Route, roles: &[StaffRole]) -> Result<(), Error> {
    if route.admits(roles, member) {
        return Ok(());
    }
    if member.session.is_some() {
        return Err(Error::Forbidden("Votre lien ouvre les questions de votre session, pas cette page.".into()));
    }
    let words =
        format!("Votre rôle, « {} », n'ouvre pas cette page. Une personne qui administre les comptes peut le changer.", label(member.role));
    Err(Error::Forbidden(words.into()))
}

/// The same request with its whole body, which is bounded around us.
async fn received(request: Request) -> Result<Request, Error> {
    let (head, body) = request.into_parts();
    let most = max_body(head.uri.path());
    let body = to_bytes(body, most).await.map_err(|_| Error::TooLong)?;
    Ok(Request::from_parts(head, Body::from(body)))
}

impl Web {
    /// The member whose login a request carries.
    pub(super) async fn member(&self, headers: &HeaderMap) -> Result<Option<Member>, Error> {
        let Some(token) = self.cookie_of(headers) else { return Ok(None) };
        let account = self.site.store.member_of(&sha256(&token), self.now()).await?;
        Ok(account.map(Member::of))
    }

    /// The members of the team who answer candidates, by name.
    pub(in crate::web) async fn answering_team(&self) -> Result<Vec<(AccountId, String)>, Error> {
        let accounts = self.site.store.staff_accounts().await?.into_iter();
        let answering = accounts.filter(|account| account.disabled_at.is_none() && ANSWERING.contains(&account.role));
        let mut team: Vec<_> = answering.map(|account| (account.id, account.name)).collect();
        team.sort_by(|(one, name), (other, theirs)| (name, one.as_str()).cmp(&(theirs, other.as_str())));
        Ok(team)
    }

    /// Notes in the log what a member did, in a few French words as the log
    /// shows them (« session ouverte »), and on what: an identifier, never a
    /// word of a candidate.
    pub(in crate::web) async fn audit(&self, member: &Member, action: &str, object: &str) -> Result<(), Error> {
        self.audit_in_detail(member, action, object, "").await
    }

    /// As [`Web::audit`], with identifiers or figures besides.
    pub(in crate::web) async fn audit_in_detail(&self, member: &Member, action: &str, object: &str, detail: &str) -> Result<(), Error> {
        let done = Action {
            account: Some(member.id.clone()),
            name: member.name.clone(),
            action: action.to_owned(),
            object: object.to_owned(),
            detail: detail.to_owned(),
        };
        Ok(self.site.store.note_action(done, self.now()).await?)
    }
}

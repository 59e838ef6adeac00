//! Every address of the site in one list, with who may ask for it.

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, get, post};

use super::{Shared, api, assets, chat, live, my_data, staff, tracked};

/// Who may ask for an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Everybody.
    Public,
    /// The recruitment team, once logged in.
    Staff,
}

/// One address.
pub(super) struct Route {
    pub(super) path: &'static str,
    pub(super) role: Role,
    methods: fn() -> MethodRouter<Shared>,
}

const fn public(path: &'static str, methods: fn() -> MethodRouter<Shared>) -> Route {
    Route { path, role: Role::Public, methods }
}

const fn staff(path: &'static str, methods: fn() -> MethodRouter<Shared>) -> Route {
    Route { path, role: Role::Staff, methods }
}

/// Every address; what is not here does not exist.
pub(super) const ROUTES: &[Route] = &[
    public("/", || get(chat::show).post(chat::ask)),
    public("/geste", || post(chat::tap)),
    public("/api/chat", || post(api::ask)),
    public("/api/geste", || post(api::tap)),
    public("/api/suivre", || post(live::follow)),
    public("/mes-donnees", || get(my_data::explain).post(my_data::see)),
    public("/mes-donnees/fichier", || post(my_data::receive)),
    public("/mes-donnees/effacer", || post(my_data::erase)),
    public("/a-propos", || get(assets::about)),
    public("/r/{slug}", || get(tracked::follow)),
    public("/healthz", || get(assets::health)),
    public("/assets/{name}", || get(assets::file)),
    public("/staff/entrer/{token}", || get(staff::login::knock).post(staff::login::enter)),
    staff("/staff", || get(staff::home)),
    staff("/staff/sortir", || post(staff::login::leave)),
    staff("/staff/questions", || get(staff::questions::list)),
    staff("/staff/questions/{id}", || post(staff::questions::answer)),
    staff("/staff/questions/{id}/clore", || post(staff::questions::close)),
    staff("/staff/sessions", || get(staff::sessions::list).post(staff::sessions::plan)),
    staff("/staff/sessions/{id}/ouvrir", || post(staff::sessions::open)),
    staff("/staff/sessions/{id}/clore", || post(staff::sessions::close)),
    staff("/staff/rapports", || get(staff::reports::list)),
    staff("/staff/rapports/{id}", || get(staff::reports::show)),
    staff("/staff/liens", || get(staff::links::list).post(staff::links::add)),
    staff("/staff/liens/{slug}/retirer", || post(staff::links::remove)),
    staff("/staff/fichiers", || get(staff::files)),
];

/// The addresses with their handlers; those of the team behind the login,
/// whatever the method.
pub(super) fn table(web: &Shared) -> Router {
    let mut router = Router::new();
    for route in ROUTES {
        let methods = match route.role {
            Role::Public => (route.methods)(),
            Role::Staff => (route.methods)().layer(from_fn_with_state(web.clone(), staff::login::required)),
        };
        router = router.route(route.path, methods);
    }
    router.with_state(web.clone())
}

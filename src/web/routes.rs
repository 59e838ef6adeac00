//! Every address of the site in one list, with who may ask for it.

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, get, post};
use tower_http::limit::RequestBodyLimitLayer;

use super::guard::max_body;
use super::staff::Member;
use super::{
    Shared, agenda, ambassadors, answers, api, assets, chat, episodes, game, live, my_data, offers, profile, readings, sessions, staff,
    tracked,
};
use crate::words::StaffRole;

/// Who may ask for an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Everybody.
    Public,
    /// Programs that give a token.
    Program,
    /// The members of the team who have one of these roles, once logged in.
    Staff(&'static [StaffRole]),
}

/// The whole team.
const TEAM: &[StaffRole] = &StaffRole::ALL;
/// Those who read and answer the questions of candidates.
pub(super) const ANSWERING: &[StaffRole] = &[StaffRole::Rh, StaffRole::Expert, StaffRole::Admin];
/// Those who plan sessions and share links.
pub(super) const PLANNING: &[StaffRole] = &[StaffRole::Rh, StaffRole::Communication, StaffRole::Admin];
/// Those who plan, and those who read what it brought.
const READING: &[StaffRole] = &[StaffRole::Rh, StaffRole::Communication, StaffRole::Manager, StaffRole::Admin];
/// Those who own the answers, the offers and their files.
pub(super) const WRITING: &[StaffRole] = &[StaffRole::Rh, StaffRole::Admin];
/// Those who manage the accounts.
const ADMIN: &[StaffRole] = &[StaffRole::Admin];

/// One address.
pub(super) struct Route {
    pub(super) path: &'static str,
    pub(super) role: Role,
    /// Whether the guest of one session, an expert without account, may ask for it too.
    pub(super) guests: bool,
    methods: fn() -> MethodRouter<Shared>,
}

const fn public(path: &'static str, methods: fn() -> MethodRouter<Shared>) -> Route {
    Route { path, role: Role::Public, guests: true, methods }
}

const fn program(path: &'static str, methods: fn() -> MethodRouter<Shared>) -> Route {
    Route { path, role: Role::Program, guests: true, methods }
}

const fn staff(path: &'static str, roles: &'static [StaffRole], methods: fn() -> MethodRouter<Shared>) -> Route {
    Route { path, role: Role::Staff(roles), guests: false, methods }
}

const fn with_guests(route: Route) -> Route {
    Route { guests: true, ..route }
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
    public("/mes-donnees/opposer", || post(my_data::object)),
    public("/mes-donnees/lever", || post(my_data::lift_objection)),
    public("/profil", || get(profile::explain).post(profile::show)),
    public("/mes-reponses", || get(answers::ask).post(answers::show)),
    public("/offres", || get(offers::list)),
    public("/offres/{reference}", || get(offers::show)),
    public("/offres/{reference}/postuler", || get(offers::apply)),
    public("/jeu", || get(game::open).post(game::begin)),
    public("/jeu/partie", || get(game::show).post(game::choose)),
    public("/jeu/metiers/{id}", || get(game::trade)),
    public("/jeu/cartes/{file}", || get(game::card)),
    public("/agenda.ics", || get(agenda::subscription)),
    public("/agenda/{file}", || get(agenda::file)),
    public("/sessions", || get(sessions::list)),
    public("/sessions/{id}", || get(sessions::show)),
    public("/episodes", || get(episodes::calendar)),
    public("/episodes/{serie}/{episode}", || get(episodes::show)),
    public("/episodes/{serie}/{episode}/image", || get(episodes::picture)),
    public("/ambassadeurs/rejoindre/{token}", || get(ambassadors::enrol::ask).post(ambassadors::enrol::enrol)),
    public("/ambassadeurs/moi/{token}", || get(ambassadors::own::show)),
    public("/ambassadeurs/moi/{token}/fait", || post(ambassadors::own::tick)),
    public("/ambassadeurs/moi/{token}/aisance", || post(ambassadors::own::change_skill)),
    public("/ambassadeurs/moi/{token}/inviter", || post(ambassadors::own::invite)),
    public("/ambassadeurs/moi/{token}/quitter", || post(ambassadors::own::leave)),
    public("/ambassadeurs/moi/{token}/qr.svg", || get(ambassadors::own::svg)),
    public("/ambassadeurs/moi/{token}/qr.png", || get(ambassadors::own::png)),
    public("/a-propos", || get(assets::about)),
    public("/rapport/{token}", || get(readings::by_link)),
    program("/api/reports/{id}", || get(readings::by_program)),
    public("/r/{slug}", || get(tracked::follow)),
    public("/r/{slug}/{reference}", || get(tracked::follow_to_offer)),
    public("/healthz", || get(assets::health)),
    public("/assets/{name}", || get(assets::file)),
    public("/staff/connexion", || get(staff::login::ask).post(staff::login::log_in)),
    public("/staff/entrer/{token}", || get(staff::enter::knock).post(staff::enter::enter)),
    public("/staff/invite/{token}", || get(staff::guest::knock).post(staff::guest::enter)),
    staff("/staff", TEAM, || get(staff::home)),
    with_guests(staff("/staff/sortir", TEAM, || post(staff::login::leave))),
    with_guests(staff("/staff/questions", ANSWERING, || get(staff::questions::list))),
    with_guests(staff("/staff/questions/flux", ANSWERING, || get(staff::questions::flow::follow))),
    with_guests(staff("/staff/questions/{id}", ANSWERING, || post(staff::questions::gestures::answer))),
    with_guests(staff("/staff/questions/{id}/prendre", ANSWERING, || post(staff::questions::gestures::take))),
    with_guests(staff("/staff/questions/{id}/rendre", ANSWERING, || post(staff::questions::gestures::give_back))),
    with_guests(staff("/staff/questions/{id}/decliner", ANSWERING, || post(staff::questions::gestures::decline))),
    staff("/staff/questions/{id}/confier", ANSWERING, || post(staff::questions::gestures::entrust)),
    staff("/staff/questions/{id}/clore", ANSWERING, || post(staff::questions::gestures::close)),
    staff("/staff/questions/{id}/joindre", ANSWERING, || post(staff::questions::gestures::join)),
    staff("/staff/questions/{id}/detacher", ANSWERING, || post(staff::questions::gestures::part)),
    staff("/staff/reponses-donnees", ANSWERING, || get(staff::questions::answered::list)),
    staff("/staff/reponses-donnees/{id}", ANSWERING, || get(staff::questions::answered::show)),
    staff("/staff/reponses-donnees/{id}/publier", ANSWERING, || post(staff::questions::answered::publish)),
    staff("/staff/reponses-donnees/{id}/retirer", ANSWERING, || post(staff::questions::answered::unpublish)),
    staff("/staff/reponses-donnees/{id}/faq", WRITING, || post(staff::questions::answered::make_entry)),
    staff("/staff/sessions", PLANNING, || get(staff::sessions::list).post(staff::sessions::form::make)),
    staff("/staff/nouvelle-session", PLANNING, || get(staff::sessions::form::blank)),
    staff("/staff/sessions/{id}", PLANNING, || get(staff::sessions::form::show).post(staff::sessions::form::change)),
    staff("/staff/sessions/{id}/medias", PLANNING, || get(staff::sessions::media::show)),
    staff("/staff/sessions/{id}/ouvrir", PLANNING, || post(staff::sessions::open)),
    staff("/staff/sessions/{id}/clore", PLANNING, || post(staff::sessions::close)),
    staff("/staff/sessions/{id}/annuler", PLANNING, || post(staff::sessions::call_off)),
    staff("/staff/sessions/{id}/invites", PLANNING, || get(staff::sessions::guests::list).post(staff::sessions::guests::invite)),
    staff("/staff/sessions/{id}/invites/{account}/reprendre", PLANNING, || post(staff::sessions::guests::take_back)),
    staff("/staff/rapports", TEAM, || get(staff::reports::list)),
    staff("/staff/rapports/{id}", TEAM, || get(staff::reports::show)),
    staff("/staff/rapports/{id}/versions", TEAM, || get(staff::report_versions::list)),
    staff("/staff/rapports/{id}/questions", ANSWERING, || get(staff::cases::list)),
    staff("/staff/rapports/{id}/relecture", WRITING, || get(staff::reviews::list).post(staff::reviews::say)),
    staff("/staff/rapports/{id}/csv", TEAM, || get(staff::report_files::csv)),
    staff("/staff/rapports/{id}/xlsx", TEAM, || get(staff::report_files::xlsx)),
    staff("/staff/rapports/{id}/png", TEAM, || get(staff::report_files::png)),
    staff("/staff/rapports/{id}/liens", READING, || get(staff::report_links::list).post(staff::report_links::make)),
    staff("/staff/rapports/{id}/liens/{link}/reprendre", READING, || post(staff::report_links::take_back)),
    staff("/staff/glossaire", TEAM, || get(staff::reports::glossary)),
    staff("/staff/liens", PLANNING, || get(staff::links::list).post(staff::links::add)),
    staff("/staff/liens/{slug}", PLANNING, || get(staff::links::show)),
    staff("/staff/liens/{slug}/qr.svg", PLANNING, || get(staff::links::svg)),
    staff("/staff/liens/{slug}/qr.png", PLANNING, || get(staff::links::png)),
    staff("/staff/liens/{slug}/retirer", PLANNING, || post(staff::links::remove)),
    staff("/staff/campagnes", READING, || get(staff::campaigns::list)),
    staff("/staff/campagnes/{slug}", READING, || get(staff::campaigns::show)),
    staff("/staff/nouvelle-campagne", PLANNING, || get(staff::campaigns::sheet::blank).post(staff::campaigns::sheet::make)),
    staff("/staff/campagnes/{slug}/fiche", PLANNING, || get(staff::campaigns::sheet::show).post(staff::campaigns::sheet::change)),
    staff("/staff/campagnes/{slug}/releves", PLANNING, || post(staff::campaigns::lines::add_reading)),
    staff("/staff/campagnes/{slug}/comptes", PLANNING, || post(staff::campaigns::lines::add_counts)),
    staff("/staff/campagnes/{slug}/tableau", PLANNING, || post(staff::campaigns::lines::add_table)),
    staff("/staff/jeu", READING, || get(staff::game::show)),
    staff("/staff/episodes", READING, || get(staff::episodes::list)),
    staff("/staff/ambassadeurs", READING, || get(staff::ambassadors::show)),
    staff("/staff/ambassadeurs/inviter", PLANNING, || post(staff::ambassadors::invite)),
    staff("/staff/ambassadeurs/moi", READING, || post(staff::ambassadors::enrol_oneself)),
    staff("/staff/ambassadeurs/retrouver", PLANNING, || post(staff::ambassadors::find)),
    staff("/staff/ambassadeurs/invitations/{id}/reprendre", PLANNING, || post(staff::ambassadors::take_back)),
    staff("/staff/discord", PLANNING, || get(staff::discord::show)),
    staff("/staff/discord/verrou", PLANNING, || post(staff::discord::lock)),
    staff("/staff/discord/serveurs/{id}", PLANNING, || post(staff::discord::name)),
    staff("/staff/moi", TEAM, || get(staff::me::show)),
    staff("/staff/moi/mot-de-passe", TEAM, || post(staff::me::change_password)),
    staff("/staff/moi/second-facteur", TEAM, || post(staff::me::draw_second_factor)),
    staff("/staff/moi/second-facteur/confirmer", TEAM, || post(staff::me::prove_second_factor)),
    staff("/staff/moi/second-facteur/retirer", TEAM, || post(staff::me::drop_second_factor)),
    staff("/staff/moi/sortir-partout", TEAM, || post(staff::me::leave_everywhere)),
    staff("/staff/comptes", ADMIN, || get(staff::accounts::list).post(staff::accounts::invite)),
    staff("/staff/comptes/invitations/{id}/reprendre", ADMIN, || post(staff::accounts::revoke)),
    staff("/staff/comptes/{id}/role", ADMIN, || post(staff::accounts::change_role)),
    staff("/staff/comptes/{id}/desactiver", ADMIN, || post(staff::accounts::disable)),
    staff("/staff/comptes/{id}/activer", ADMIN, || post(staff::accounts::enable)),
    staff("/staff/comptes/{id}/debloquer", ADMIN, || post(staff::accounts::unlock)),
    staff("/staff/comptes/{id}/mot-de-passe", ADMIN, || post(staff::accounts::reset)),
    staff("/staff/comptes/{id}/second-facteur", ADMIN, || post(staff::accounts::drop_second_factor)),
    staff("/staff/jetons", ADMIN, || get(staff::tokens::list).post(staff::tokens::make)),
    staff("/staff/jetons/{id}/reprendre", ADMIN, || post(staff::tokens::take_back)),
    staff("/staff/journal", ADMIN, || get(staff::journal::list)),
    staff("/staff/offres", WRITING, || get(staff::offers::list)),
    staff("/staff/offres/nouvelle", WRITING, || get(staff::offers::blank).post(staff::offers::make)),
    staff("/staff/offres/{reference}", WRITING, || get(staff::offers::edit).post(staff::offers::change)),
    staff("/staff/offres/{reference}/pourvue", WRITING, || post(staff::offers::fill)),
    staff("/staff/offres/{reference}/fermer", WRITING, || post(staff::offers::close)),
    staff("/staff/offres/{reference}/rouvrir", WRITING, || post(staff::offers::reopen)),
    staff("/staff/reponses", WRITING, || get(staff::answers::list)),
    staff("/staff/reponses/{id}", WRITING, || get(staff::answers::save::show).post(staff::answers::save::change)),
    staff("/staff/reponses/{id}/verifier", WRITING, || post(staff::answers::save::check)),
    staff("/staff/nouvelle-reponse", WRITING, || get(staff::answers::create::ask).post(staff::answers::create::make)),
    staff("/staff/inconnues", WRITING, || get(staff::unanswered::list).post(staff::unanswered::add)),
    staff("/staff/fraicheur", WRITING, || get(staff::freshness::list)),
    staff("/staff/fichiers", WRITING, || get(staff::files::show)),
    staff("/staff/versions", WRITING, || get(staff::versions::list)),
    staff("/staff/versions/{id}", WRITING, || get(staff::versions::compare)),
    staff("/staff/versions/{id}/revenir", WRITING, || get(staff::versions::ask).post(staff::versions::restore)),
];

/// Whether a member may open an address of the team.
pub(super) fn may_open(member: &Member, path: &str) -> bool {
    ROUTES.iter().any(|route| route.path == path && matches!(route.role, Role::Staff(roles) if route.admits(roles, member)))
}

impl Route {
    /// Whether a member has one of the roles, and is more than a guest where
    /// guests have nothing to do.
    pub(super) fn admits(&self, roles: &[StaffRole], member: &Member) -> bool {
        roles.contains(&member.role) && (self.guests || member.session.is_none())
    }
}

/// The addresses with their handlers; those of the team behind the login and
/// the roles, whatever the method.
pub(super) fn table(web: &Shared) -> Router {
    let mut router = Router::new();
    for route in ROUTES {
        let methods = match route.role {
            Role::Public => (route.methods)(),
            Role::Program => (route.methods)().layer(from_fn_with_state(web.clone(), readings::required)),
            Role::Staff(roles) => (route.methods)().layer(from_fn_with_state((web.clone(), route, roles), staff::member::required)),
        };
        router = router.route(route.path, methods.layer(RequestBodyLimitLayer::new(max_body(route.path))));
    }
    router.with_state(web.clone())
}

-- What a candidate tapped under « Cette réponse a-t-elle changé votre idée ? »:
-- 'yes' or 'no', null while they tapped neither. The last tap of an exchange is
-- the one that counts; it is erased with what its person asks to have erased.
alter table exchange add column changed_mind text;

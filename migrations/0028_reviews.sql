-- What HR said of an answer they read again, and the theme that was nearest to a
-- question the bot did not know.
--
-- Both are of the exchange alone, and stay with its other counters once its text
-- is gone: « right » or « wrong », and the folder of a theme.
alter table exchange add column review text;
alter table exchange add column near_theme text;

-- How many answers a version serves was kept and never read: it follows from its
-- files.
alter table faq_version drop column entries;

-- One message to the team on the month that ended, outside the sessions: that
-- month, `permanence-2026-11`, once told or found empty. The same card as 0001.
create table monthly_message (month text not null primary key);

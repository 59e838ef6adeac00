-- What a message of the outbox holds says its kind: what an older program still
-- owed is put in the new form. A reply stands in it as text, as its exchange
-- keeps it.
update outbox set body = '{"reply":"' || replace(replace(body, '\', '\\'), '"', '\"') || '"}'
where state = 'pending' and body like '{"exchange":%';

update outbox set body = '{"correction":' || substr(body, 14)
where state = 'pending' and body like '{"corrected":%';

-- Who asked to be told is told what is published, without any person of the team.
update outbox set body =
    case when exists (select 1 from handover h where h.exchange_id = outbox.exchange_id and h.queued_id is null and h.state = 'answered')
        then '{"published":' else '{"answer":' end || replace(body, ',"personal_answer":', ',"said":') || '}'
where state = 'pending' and body like '{"question":%';

-- A reminder goes to a conversation that its person opened.
update outbox set body = '{"reminder":' || substr(body, 9, length(body) - 22) || '}'
where state = 'pending' and body like '{"told":%' and id in
    (select outbox_id from delivery where channel in (select channel from session_reminder union select channel from discord_conversation));

update outbox set body = '{"notice":' || body || '}'
where state = 'pending' and body like '{"told":%';

-- Words that are said once in a channel: with the way to ask, with the stars of
-- a session, with the picture of its report.
update outbox set body = '{"said":{"with":"ask","text":' || substr(body, 21) || '}'
where state = 'pending' and body like '{"asks":true,"said":%';

update outbox set body = '{"said":{"with":{"stars":' || replace(substr(body, 23), ',"said":', '},"text":') || '}'
where state = 'pending' and body like '{"asks":false,"rates":%';

update outbox set body = '{"said":{"with":{"report":' || replace(substr(body, 24), ',"said":', '},"text":') || '}'
where state = 'pending' and body like '{"asks":false,"report":%';

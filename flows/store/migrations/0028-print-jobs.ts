/**
 * What is to be printed are the messages of the channel themselves; a job holds those that went into one PDF. `told_at`: the
 * engine knows that they were printed, and journeys have gone on.
 */
export const sql = `
CREATE TABLE print_jobs (
  id INTEGER PRIMARY KEY,
  format TEXT NOT NULL,
  skip INTEGER NOT NULL,      -- places of the first sheet that were used up
  pieces INTEGER NOT NULL,
  what TEXT NOT NULL,         -- JSON: the flows and blocks, as they were called then
  made_at INTEGER NOT NULL,
  printed_at INTEGER,
  told_at INTEGER
) STRICT;
CREATE INDEX print_jobs_untold ON print_jobs(printed_at) WHERE printed_at IS NOT NULL AND told_at IS NULL;

ALTER TABLE messages ADD COLUMN print_job INTEGER REFERENCES print_jobs(id);
CREATE INDEX messages_to_print ON messages(flow_id, version_id, node, json_extract(content, '$.parts.format'), id)
  WHERE channel = 'print' AND sent_at IS NOT NULL AND print_job IS NULL AND content IS NOT NULL;
CREATE INDEX messages_of_print_job ON messages(print_job, id) WHERE print_job IS NOT NULL;
`;

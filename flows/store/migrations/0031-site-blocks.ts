/**
 * Blocks that lie ready for a site: those of one contact, until they were closed or done with, and those nobody saw, by the end of
 * their time. A week where the message does not say (flows/sdk/site.ts).
 */
export const sql = `
ALTER TABLE messages ADD COLUMN closed_at INTEGER;
CREATE INDEX messages_site_ready ON messages(contact_id, id)
  WHERE channel = 'site' AND sent_at IS NOT NULL AND closed_at IS NULL AND failed_at IS NULL AND content IS NOT NULL;
CREATE INDEX messages_site_unseen ON messages(
  sent_at + 1000 * coalesce(CAST(json_extract(content, '$.parts.seconds') AS INTEGER), 604800), id)
  WHERE channel = 'site' AND sent_at IS NOT NULL AND delivered_at IS NULL AND failed_at IS NULL AND content IS NOT NULL;
`;

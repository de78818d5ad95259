/** Which messages of an account a vendor has yet to tell the fate of, in the order in which they left. */
export const sql = `
CREATE INDEX messages_open ON messages(account_id, sent_at, id) WHERE state = 'sent' AND vendor_id IS NOT NULL;
`;

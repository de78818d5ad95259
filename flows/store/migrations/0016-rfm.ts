/**
 * How recently, how often and for how much a contact bought, each from 1 to 5 by fifths of those who bought: three digits, null
 * for who never did. Counted anew from time to time: see store/rfm.ts.
 */
export const sql = `
ALTER TABLE contacts ADD COLUMN rfm INTEGER;
CREATE INDEX contacts_rfm ON contacts(rfm) WHERE rfm IS NOT NULL AND deleted_at IS NULL;
`;

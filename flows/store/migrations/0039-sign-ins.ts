/** Accounts that somebody signed in to through the browser, and those that wait for it to be done again. */
export const sql = `
ALTER TABLE accounts ADD COLUMN sign_in TEXT;         -- reference to the tokens in the vault
ALTER TABLE accounts ADD COLUMN sign_in_needed TEXT;  -- JSON: { code, detail } of why; null: nobody has to
`;

/** A window over the table of contacts is found in the index of its order alone, however far down it begins. */
export const sql = `
DROP INDEX contacts_email;
DROP INDEX contacts_created;
DROP INDEX contacts_name;
CREATE INDEX contacts_email ON contacts(email, id) WHERE deleted_at IS NULL;
CREATE INDEX contacts_created ON contacts(created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX contacts_name ON contacts(last_name, first_name, id) WHERE deleted_at IS NULL;
CREATE INDEX contacts_key ON contacts(key, id) WHERE deleted_at IS NULL;
CREATE INDEX contacts_first_name ON contacts(first_name) WHERE deleted_at IS NULL AND first_name IS NOT NULL;
`;

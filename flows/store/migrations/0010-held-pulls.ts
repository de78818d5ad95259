/** A goal that pulls, by an event that came while the flow was paused: the node to go to on resume; null: a plain signal. */
export const sql = `
ALTER TABLE held_signals ADD COLUMN pull_to TEXT;
`;

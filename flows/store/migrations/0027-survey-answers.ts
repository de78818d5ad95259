/** Answers to surveys are events; those of one survey are found in their order, and counted, without looking at others. */
export const sql = `
CREATE INDEX events_survey ON events(props ->> 'survey', at, id) WHERE type = 'survey.answered';
`;

/**
 * Puts a contact's few rows in order, in place. Nearly always there are none or one, and then even a sorter with nothing to
 * sort costs SQLite ten times the look-up: queries that are asked for each step of each journey leave the order to this.
 */
export const inOrder = <Row>(rows: Row[], compare: (a: Row, b: Row) => number): Row[] =>
  rows.length < 2 ? rows : rows.sort(compare);

/** Answers to surveys, which are events (`survey.answered`): counted, and read in windows. By the index of migration 0027. */
import type { AnswerCount } from '../reports/survey.ts';
import type { Millis } from '../sdk/time.ts';
import { surveyEvent } from '../segments/survey.ts';
import { distinctOf } from './distinct.ts';
import type { Db } from './open.ts';

export interface SurveyAnswer {
  id: number;
  at: Millis;
  contact: number;
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  phone: string | null;
  kind: string;
  /** Of the answer; of one in words, the last that the person gave before. */
  score: number | null;
  text: string | null;
  channel: string | null;
}

export interface AnswersAsked {
  survey: string;
  from: Millis;
  /** The last one seen: a window begins after it. */
  before: { at: Millis; id: number } | null;
  limit: number;
  /** Only those in which somebody said more than a score. */
  commented: boolean;
}

export type SurveyStore = ReturnType<typeof surveyStore>;

export function surveyStore(db: Db) {
  const names = distinctOf(
    db,
    'events INDEXED BY events_survey',
    "props ->> 'survey'",
    `type = '${surveyEvent}' AND props ->> 'survey' IS NOT NULL`,
  );
  /** A property where it is of the type that a block gives it: answers may be imported too. */
  const prop = (name: string, type: string, of = 'e'): string =>
    `CASE json_type(${of}.props, '$.${name}') WHEN '${type}' THEN ${of}.props ->> '${name}' END`;
  const own = `e.type = '${surveyEvent}' AND e.props ->> 'survey' = @survey`;
  // `shift` is the workspace's offset: days are those of its clock.
  const counts = db.prepare<[object], AnswerCount>(
    `SELECT coalesce(${prop('kind', 'text')}, 'text') AS kind, ${prop('score', 'integer')} AS score,
       ${prop('choice', 'text')} AS choice, j.flow_id AS flow,
       date((e.at + @shift) / 1000, 'unixepoch') AS day, count(*) AS n
     FROM events e INDEXED BY events_survey LEFT JOIN journeys j ON j.id = e.props ->> 'journey'
     WHERE ${own} AND e.at >= @from GROUP BY 1, 2, 3, 4, 5 ORDER BY day`,
  );
  const page = (where: string) =>
    db.prepare<[object], SurveyAnswer>(
      `SELECT e.id, e.at, e.contact_id AS contact, c.first_name AS firstName, c.last_name AS lastName, c.email, c.phone,
         coalesce(${prop('kind', 'text')}, 'text') AS kind, ${prop('text', 'text')} AS text, ${prop('channel', 'text')} AS channel,
         coalesce(${prop('score', 'integer')}, (
           SELECT x.props ->> 'score' FROM events x WHERE x.contact_id = e.contact_id AND x.type = '${surveyEvent}' AND x.at <= e.at
             AND x.props ->> 'survey' = @survey AND json_type(x.props, '$.score') = 'integer' ORDER BY x.at DESC, x.id DESC LIMIT 1)) AS score
       FROM events e INDEXED BY events_survey JOIN contacts c ON c.id = e.contact_id
       WHERE ${own} AND e.at >= @from AND (e.at, e.id) < (@at, @id) ${where}
       ORDER BY e.at DESC, e.id DESC LIMIT @limit`,
    );
  const all = page('');
  const commented = page("AND json_type(e.props, '$.text') = 'text'");
  const last = db
    .prepare<[object], number>(`SELECT max(e.at) FROM events e INDEXED BY events_survey WHERE ${own}`)
    .pluck();
  return {
    /** Names of all that were answered, in order. */
    names: (): string[] => names().filter((name) => typeof name === 'string'),
    lastAt: (survey: string): Millis | null => last.get({ survey }) ?? null,
    counts: (survey: string, from: Millis, shift: Millis): AnswerCount[] => counts.all({ survey, from, shift }),
    /** Newest first. */
    answers({ survey, from, before, limit, commented: only }: AnswersAsked): SurveyAnswer[] {
      const { at, id } = before ?? { at: Number.MAX_SAFE_INTEGER, id: 0 };
      return (only ? commented : all).all({ survey, from, at, id, limit });
    },
  };
}

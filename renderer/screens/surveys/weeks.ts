/** Days of a survey's report as weeks. Pure. */

interface DayScores {
  answers: number;
  nps: number | null;
  promoters: number;
  passives: number;
  detractors: number;
  average: number | null;
}

export interface SurveyWeek {
  /** The Monday it begins with: 2026-03-23. */
  from: string;
  answers: number;
  nps: number | null;
  average: number | null;
}

const dayMs = 86_400_000;

const mondayOf = (day: string): string => {
  const ms = Date.parse(`${day}T00:00:00Z`);
  return new Date(ms - ((new Date(ms).getUTCDay() + 6) % 7) * dayMs).toISOString().slice(0, 10);
};

/** Oldest first. An average over days is weighed by how many answered. */
export function weeksOf(days: readonly { day: string; scores: DayScores }[]): SurveyWeek[] {
  const weeks = new Map<string, DayScores[]>();
  for (const { day, scores } of days) {
    const from = mondayOf(day);
    weeks.set(from, [...(weeks.get(from) ?? []), scores]);
  }
  return [...weeks]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([from, list]) => {
      const sum = (of: 'answers' | 'promoters' | 'passives' | 'detractors') => list.reduce((n, one) => n + one[of], 0);
      const asked = sum('promoters') + sum('passives') + sum('detractors');
      const scored = list.filter(({ average }) => average !== null);
      const weight = scored.reduce((n, { answers }) => n + answers, 0);
      return {
        from,
        answers: sum('answers'),
        nps: asked === 0 ? null : Math.round((100 * (sum('promoters') - sum('detractors'))) / asked),
        average:
          weight === 0 ? null : scored.reduce((n, { average, answers }) => n + (average ?? 0) * answers, 0) / weight,
      };
    });
}

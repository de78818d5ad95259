/** Forecasts kept with the versions they were made for. */
import type { Millis } from '../sdk/time.ts';
import type { Db } from './open.ts';

interface Row {
  flow_id: string;
  version: number;
  made_at: number;
  from_at: number;
  seed: number;
  result: string;
}

export interface KeptForecast {
  flow: string;
  version: number;
  madeAt: Millis;
  /** The virtual moment at which the forecast began. */
  from: Millis;
  seed: number;
  /** What the host kept of the simulation, as JSON. */
  result: string;
}

export type ForecastStore = ReturnType<typeof forecastStore>;

export function forecastStore(db: Db) {
  const put = db.prepare(
    `INSERT INTO forecasts (flow_id, version, made_at, from_at, seed, result) VALUES (@flow, @version, @madeAt, @from, @seed, @result)
     ON CONFLICT (flow_id, version) DO UPDATE SET made_at = excluded.made_at, from_at = excluded.from_at,
       seed = excluded.seed, result = excluded.result`,
  );
  const one = db.prepare<[string, number], Row>('SELECT * FROM forecasts WHERE flow_id = ? AND version = ?');
  const entered = db.prepare<[number, string, number], { at: number; entered: number }>(
    `SELECT min(left_at) AS at, count(*) AS entered FROM steps WHERE version_id = ? AND node = ? GROUP BY left_at / ? ORDER BY 1`,
  );
  return {
    keep: (forecast: KeptForecast): void => void put.run(forecast),
    get(flow: string, version: number): KeptForecast | null {
      const row = one.get(flow, version);
      if (row === undefined) return null;
      const { made_at, from_at, seed, result } = row;
      return { flow, version, madeAt: made_at, from: from_at, seed, result };
    },
    /** When people entered a version by a trigger, by slots of so many milliseconds, in order of time. */
    entries: (versionId: number, trigger: string, slot: Millis) => entered.all(versionId, trigger, slot),
  };
}

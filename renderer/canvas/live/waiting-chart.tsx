/** When those who wait at a block go on: the coming week, a bar a day, each with its number. */
import { useFormat } from '../../app/format.ts';
import { useUiState } from '../session.ts';
import { useWords } from '../words.ts';
import './live.css';

export function WaitingChart({ node }: { node: string }) {
  const words = useWords();
  const liveWords = words.live;
  const format = useFormat();
  const waiting = useUiState((state) => state.waiting?.get(node));
  if (waiting === undefined || waiting.row.waiting === 0) return null;
  const { row, days, paused } = waiting;
  const timed = row.perDay.reduce((sum, n) => sum + n, 0);
  const most = Math.max(1, ...row.perDay);
  const others = Math.max(0, row.waiting - timed);
  return (
    <section className="kc-waiting" aria-label={words.t('live:next.title')}>
      <h3>{words.t('live:next.title')}</h3>
      {paused ? <p className="kc-hint">{words.t('live:next.pausedHelp')}</p> : null}
      {row.next === null ? null : (
        <p className="kc-waiting-next">
          {words.t('live:next.first', { when: liveWords.when(row.next.at), count: row.next.people })}
        </p>
      )}
      {timed === 0 ? null : (
        <ol>
          {days.map((end, index) => {
            const n = row.perDay[index] ?? 0;
            // A day is named by its last moment.
            const day = new Date(Date.parse(end) - 1).toISOString();
            const name = index === 0 ? words.t('live:next.today') : format.weekday(day);
            return (
              <li key={end} title={format.date(day)}>
                <b>{n === 0 ? '' : format.compact(n)}</b>
                <i aria-hidden>
                  <u style={{ transform: `scaleY(${n / most})` }} />
                </i>
                <span>
                  {name}
                  <span className="kc-sr">: {words.t('people.total', { count: n })}</span>
                </span>
              </li>
            );
          })}
        </ol>
      )}
      {others > 0 && !paused ? <p className="kc-hint">{words.t('live:next.others', { count: others })}</p> : null}
    </section>
  );
}

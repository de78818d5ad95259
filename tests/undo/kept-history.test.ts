/** Undo outlives the window: random sessions with saves, kills and other hands in between, over a real workspace file. */
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mostSteps } from '../../flows/document/delta.ts';
import { setNode } from '../../flows/document/edits.ts';
import type { FlowDocument } from '../../flows/document/schema.ts';
import { createFlowEditor, type FlowEditor } from '../../renderer/state/flow-editor.ts';
import { type KeptHistory, keepHistory, statesOf } from '../../renderer/state/kept-history.ts';
import { act, chain, command, tracked } from '../kit/edit-session.ts';
import { type TestWorkspace, testWorkspace } from '../kit/workspace.ts';

let ws: TestWorkspace;
beforeAll(async () => {
  ws = await testWorkspace();
});
afterAll(() => ws.dispose());

interface Window {
  editor: FlowEditor;
  history: KeptHistory;
  /** Steps that did not fit. */
  lost: number;
}

/** As the app opens a flow. */
function open(flow: string, clock: () => number): Window {
  const { draft, bindings } = ws.store.flows.need(flow);
  const kept = JSON.parse(JSON.stringify(ws.store.flows.history.read(flow))) as ReturnType<
    typeof ws.store.flows.history.read
  >;
  const { past, future, times } = statesOf({ document: draft, bindings }, kept.steps, kept.done);
  const editor = createFlowEditor({ document: draft, bindings, past, future }, clock);
  return { editor, history: keepHistory(editor, times, clock), lost: kept.steps.length - past.length - future.length };
}

function save(flow: string, { editor, history }: Window): void {
  const { revision } = ws.store.flows.need(flow);
  const pending = history.pending();
  const change = JSON.parse(JSON.stringify(pending.change)) as typeof pending.change;
  ws.store.flows.save(flow, { revision, ...tracked(editor), history: change }, 0);
  history.saved(pending);
}

const bytes = ({ editor }: Window): string[] => editor.states().all.map((state) => JSON.stringify(state));
/** Documents that are equal as JSON may have their keys in another order. */
const equal = (a: Window, b: Window): void => {
  expect(a.editor.states().all).toEqual(b.editor.states().all);
  expect(a.editor.states().now).toBe(b.editor.states().now);
};

const turn = fc.record({
  what: fc.constantFrom('edit', 'edit', 'edit', 'edit', 'undo', 'undo', 'redo', 'save', 'save', 'kill'),
  command,
  pause: fc.nat(2000),
});

describe('history in the workspace', () => {
  it('after a kill everything is as it was last saved: each state before, each that was undone, and where it stood', () => {
    let opened = 0;
    fc.assert(
      fc.property(fc.array(turn, { minLength: 5, maxLength: 80 }), (turns) => {
        let now = 0;
        const clock = () => now;
        const flow = ws.flow({ ...chain(4), name: 'Session' });
        let window = open(flow, clock);
        let saved = open(flow, clock);
        for (const { what, command: edit, pause } of turns) {
          now += pause;
          if (what === 'edit') act(window.editor, edit);
          else if (what === 'undo') window.editor.undo();
          else if (what === 'redo') window.editor.redo();
          else if (what === 'save') {
            save(flow, window);
            saved = open(flow, clock);
            equal(saved, window);
          } else {
            window = open(flow, clock);
            expect(window.lost).toBe(0);
            equal(window, saved);
            opened++;
          }
        }
        save(flow, window);
        const again = open(flow, clock);
        const last = tracked(again.editor);
        let steps = 0;
        while (again.editor.canUndo()) {
          again.editor.undo();
          steps++;
        }
        for (; steps > 0; steps--) again.editor.redo();
        expect(JSON.stringify(tracked(again.editor))).toBe(JSON.stringify(last));
        ws.store.flows.remove(flow);
      }),
      { numRuns: 150 },
    );
    expect(opened).toBeGreaterThan(50);
  });

  it('sends a save what changed, not the whole history', () => {
    const flow = ws.flow(chain(40));
    const window = open(flow, Date.now);
    for (let n = 0; n < 30; n++) window.editor.apply((now) => setNode(now, now.nodes[n]?.id ?? '', { name: `n${n}` }));
    save(flow, window);
    window.editor.apply((now) => setNode(now, now.nodes[5]?.id ?? '', { name: 'five' }));
    const { change } = window.history.pending();
    expect(change).toMatchObject({ forget: 0, keep: 30, done: 31 });
    expect(JSON.stringify(change.add).length).toBeLessThan(300);
  });

  it('keeps five hundred steps, the newest', () => {
    const flow = ws.flow(chain(3));
    const window = open(flow, Date.now);
    for (let n = 0; n < mostSteps + 40; n++) {
      window.editor.apply((now) => setNode(now, now.nodes[0]?.id ?? '', { name: `n${n}` }));
      if (n % 90 === 0) save(flow, window);
    }
    save(flow, window);
    const again = open(flow, Date.now);
    expect(again.editor.states().now).toBe(mostSteps);
    expect(bytes(again)).toEqual(bytes(window));
  });

  it('a change by other hands, such as the command line, is a step that can be undone', () => {
    const flow = ws.flow(chain(3));
    const window = open(flow, Date.now);
    window.editor.apply((now) => setNode(now, now.nodes[0]?.id ?? '', { name: 'mine' }));
    window.editor.apply((now) => setNode(now, now.nodes[1]?.id ?? '', { name: 'undone' }));
    window.editor.undo();
    save(flow, window);
    const { revision, draft } = ws.store.flows.need(flow);
    ws.store.flows.save(flow, { revision, document: setNode(draft, draft.nodes[2]?.id ?? '', { name: 'theirs' }) }, 0);
    const names = ({ editor }: Window) => editor.store.getState().document.nodes.map(({ name }) => name ?? null);
    const again = open(flow, Date.now);
    expect(names(again)).toEqual(['mine', null, 'theirs']);
    expect(again.editor.canRedo()).toBe(false);
    again.editor.undo();
    expect(names(again)).toEqual(['mine', null, null]);
    again.editor.undo();
    expect(names(again)).toEqual([null, null, null]);
  });

  it('a history that does not fit the draft is left, and replaced by the next save', () => {
    const flow = ws.flow(chain(3));
    const window = open(flow, Date.now);
    window.editor.apply((now) => setNode(now, now.nodes[0]?.id ?? '', { name: 'one' }));
    save(flow, window);
    const strange: FlowDocument = { ...chain(2), name: 'Strange' };
    ws.store.db.prepare('UPDATE flows SET draft = ? WHERE id = ?').run(JSON.stringify(strange), flow);
    const again = open(flow, Date.now);
    expect(again.lost).toBe(1);
    expect(again.editor.canUndo()).toBe(false);
    again.history.replace();
    again.editor.apply((now) => setNode(now, now.nodes[0]?.id ?? '', { name: 'two' }));
    save(flow, again);
    const third = open(flow, Date.now);
    expect(third.lost).toBe(0);
    expect(third.editor.states().all).toHaveLength(2);
  });
});

describe('moments with names', () => {
  it('are kept with the flow, and come back as they were', () => {
    const flow = ws.flow(chain(3));
    const { history } = ws.store.flows;
    const id = history.addCheckpoint(flow, 'Before the sale', 5);
    const { revision, draft } = ws.store.flows.need(flow);
    ws.store.flows.save(flow, { revision, document: { ...draft, name: 'Other' } }, 6);
    expect(history.checkpoints(flow)).toEqual([{ id, name: 'Before the sale', at: 5 }]);
    expect(history.checkpoint(flow, id).document).toEqual(draft);
    history.removeCheckpoint(flow, id);
    expect(() => history.checkpoint(flow, id)).toThrow('not there any more');
  });
});

import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { addNode, setNode } from '../../flows/document/edits.ts';
import { emptyFlow, type FlowDocument } from '../../flows/document/schema.ts';
import type { NodeSpec } from '../../flows/sdk/node.ts';
import { createAutosave, type Draft } from './autosave.ts';
import { createFlowEditor } from './flow-editor.ts';

const modules = import.meta.glob<{ spec: NodeSpec }>('../../nodes/*/schema.ts', { eager: true });
const specs = new Map(Object.values(modules).map(({ spec }) => [spec.type as string, spec]));

class Stale extends Error {}

/** A workspace as the engine keeps it: takes a draft only with the right revision. */
function workspace(document: FlowDocument) {
  const stored = { revision: 1, document, bindings: {} as Readonly<Record<string, string>> };
  let fail: Error | null = null;
  let takesMs = 0;
  const saves: number[] = [];
  return {
    stored,
    saves,
    break: (error: Error | null) => {
      fail = error;
    },
    slow: (ms: number) => {
      takesMs = ms;
    },
    save: async (draft: Draft & { revision: number }) => {
      if (takesMs > 0) await new Promise((resolve) => setTimeout(resolve, takesMs));
      if (fail) throw fail;
      if (draft.revision !== stored.revision) throw new Stale();
      saves.push(draft.revision);
      stored.revision++;
      stored.document = draft.document;
      stored.bindings = draft.bindings;
      return { revision: stored.revision, problems: [], changed: true };
    },
    load: async () => ({ ...stored, problems: [], changed: true }),
  };
}

function setup() {
  const spec = specs.get('wait');
  if (!spec) throw new Error('no wait');
  const document = addNode(emptyFlow('Flow'), spec).document;
  const engine = workspace(document);
  const editor = createFlowEditor({ document, bindings: {} });
  const kept: { draft: (Draft & { revision: number }) | null } = { draft: null };
  const autosave = createAutosave({
    editor,
    initial: { revision: 1, problems: [], changed: false },
    save: engine.save,
    load: engine.load,
    isStale: (error) => error instanceof Stale,
    keep: {
      put: (draft) => {
        kept.draft = draft;
      },
      clear: () => {
        kept.draft = null;
      },
    },
  });
  const type = (name: string) => editor.apply((now) => setNode(now, 'wait', { name }));
  const status = () => autosave.state.getState().status;
  return { engine, editor, autosave, kept, type, status };
}

describe('autosave', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('saves once after a pause, with the newest state', async () => {
    const { engine, type, status } = setup();
    type('a');
    expect(status()).toBe('unsaved');
    await vi.advanceTimersByTimeAsync(300);
    type('ab');
    await vi.advanceTimersByTimeAsync(700);
    expect(status()).toBe('saved');
    expect(engine.saves).toEqual([1]);
    expect(engine.stored.document.nodes[0]?.name).toBe('ab');
  });

  it('does not wait for ever while somebody types on', async () => {
    const { engine, type } = setup();
    for (let key = 0; key < 20; key++) {
      type(`text ${key}`);
      await vi.advanceTimersByTimeAsync(250);
    }
    expect(engine.saves.length).toBeGreaterThanOrEqual(1);
  });

  it('saves again what changed while a save was under way', async () => {
    const { engine, type, status } = setup();
    engine.slow(500);
    type('a');
    await vi.advanceTimersByTimeAsync(700);
    expect(status()).toBe('saving');
    type('b');
    await vi.advanceTimersByTimeAsync(3_000);
    expect(status()).toBe('saved');
    expect(engine.stored.document.nodes[0]?.name).toBe('b');
    expect(engine.saves).toEqual([1, 2]);
  });

  it('keeps a failed draft on this device, tries again, and clears it once saved', async () => {
    const { engine, type, status, kept } = setup();
    engine.break(new TypeError('no engine'));
    type('a');
    await vi.advanceTimersByTimeAsync(700);
    expect(status()).toBe('failed');
    expect(kept.draft?.document.nodes[0]?.name).toBe('a');
    engine.break(null);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(status()).toBe('saved');
    expect(kept.draft).toBeNull();
  });

  it('asks when somebody else saved a newer draft; both answers lose nothing', async () => {
    for (const choice of ['mine', 'theirs'] as const) {
      const { engine, editor, autosave, type, status, kept } = setup();
      engine.stored.revision = 7;
      engine.stored.document = setNode(engine.stored.document, 'wait', { name: 'theirs' });
      type('mine');
      await vi.advanceTimersByTimeAsync(700);
      expect(status()).toBe('stale');
      expect(kept.draft?.document.nodes[0]?.name).toBe('mine');
      await autosave.resolve(choice);
      expect(status()).toBe('saved');
      expect(editor.store.getState().document.nodes[0]?.name).toBe(choice);
      expect(engine.stored.document.nodes[0]?.name).toBe(choice);
      if (choice === 'theirs') {
        editor.undo();
        expect(editor.store.getState().document.nodes[0]?.name).toBe('mine');
        await autosave.flush();
        expect(engine.stored.document.nodes[0]?.name).toBe('mine');
      }
      autosave.dispose();
    }
  });

  it('is saved again when the change that could not be saved was undone meanwhile', async () => {
    const { engine, editor, type, status, kept } = setup();
    engine.slow(120);
    engine.break(new TypeError('no engine'));
    type('a');
    await vi.advanceTimersByTimeAsync(650);
    editor.undo();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(status()).toBe('saved');
    expect(kept.draft).toBeNull();
  });

  it('flush saves at once, and says whether all is saved', async () => {
    const { engine, autosave, type } = setup();
    type('now');
    await expect(autosave.flush()).resolves.toBe(true);
    expect(engine.stored.document.nodes[0]?.name).toBe('now');
    engine.break(new TypeError('gone'));
    type('lost?');
    await expect(autosave.flush()).resolves.toBe(false);
    expect(autosave.putAside()).toBe(true);
    autosave.dispose();
  });

  it('whatever the mix of edits, pauses, undo and failures, in the end the workspace has what is on screen', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom('type', 'undo', 'redo', 'break', 'mend', 'flush'), fc.nat(2500)), {
          maxLength: 30,
        }),
        async (commands) => {
          const { engine, editor, autosave, type, status } = setup();
          engine.slow(120);
          let n = 0;
          for (const [kind, ms] of commands) {
            if (kind === 'type') type(`text ${n++}`);
            else if (kind === 'undo') editor.undo();
            else if (kind === 'redo') editor.redo();
            else if (kind === 'flush') void autosave.flush();
            else engine.break(kind === 'break' ? new TypeError('no engine') : null);
            await vi.advanceTimersByTimeAsync(ms);
          }
          engine.break(null);
          await vi.advanceTimersByTimeAsync(60_000);
          expect(status()).toBe('saved');
          expect(engine.stored.document).toEqual(editor.store.getState().document);
          autosave.dispose();
        },
      ),
      { numRuns: 60 },
    );
  });
});

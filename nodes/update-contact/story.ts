import { defineStory } from '../../flows/sdk/story.ts';
import { spec } from './schema.ts';

export const story = defineStory(spec, {
  tell: ({ changes }, { t, field, list, plain }) => ({
    text: t('story.tell', {
      changes: list(
        changes.map((change) =>
          change.op === 'tag' || change.op === 'untag'
            ? t(`summary.${change.op}`, { tag: change.value })
            : t(change.op === 'remove' && change.value !== undefined ? 'summary.removeValue' : `summary.${change.op}`, {
                field: field(change.field),
                value: plain(String(change.value ?? '')),
              }),
        ),
        'unit',
      ),
    }),
  }),
});

/** What becomes of the links in messages. */
import { sampleShortLink } from '../../sdk/links.ts';
import { os } from './base.ts';

export const linksApi = {
  get: os.links.get.handler(({ context: { store, web } }) => {
    const settings = store.meta.links();
    const { address } = web.settings();
    return { ...settings, sample: address === null || !settings.countClicks ? null : sampleShortLink(address) };
  }),

  save: os.links.save.handler(({ context: { store, engine, changes }, input }) => {
    store.meta.setLinks(input);
    engine.linksChanged();
    changes.publish('web');
    return {};
  }),
};

/** The list of a channel's rules says what the block of the channel itself demands. */
import { expect, it } from 'vitest';
import { rulesOf } from '../../flows/sdk/channel-rules.ts';
import { limits as instagram } from '../../nodes/instagram/schema.ts';
import { limits as messenger } from '../../nodes/messenger/schema.ts';
import { textLimit } from '../../nodes/telegram/schema.ts';
import { limits as viber } from '../../nodes/viber/schema.ts';
import { limits as vk } from '../../nodes/vk/schema.ts';
import { limits as whatsapp } from '../../nodes/whatsapp/schema.ts';

it('names the limits of the blocks', () => {
  expect(rulesOf('telegram').text).toBe(textLimit);
  expect(rulesOf('viber')).toMatchObject({ text: viber.text, textUnderPicture: viber.withPicture });
  expect(rulesOf('vk')).toMatchObject({ text: vk.text, buttonText: vk.label });
  expect(rulesOf('messenger')).toMatchObject({
    text: messenger.text,
    buttons: messenger.quickReplies,
    buttonText: messenger.label,
  });
  expect(rulesOf('instagram')).toMatchObject({
    textBytes: instagram.text,
    buttons: instagram.quickReplies,
    buttonText: instagram.label,
  });
  expect(rulesOf('whatsapp')).toMatchObject({
    text: whatsapp.text,
    textUnderPicture: whatsapp.withMore,
    buttons: whatsapp.buttons,
    buttonText: whatsapp.buttonText,
  });
});

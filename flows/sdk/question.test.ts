import { describe, expect, it } from 'vitest';
import { choiceOf, questionDraft } from './question.ts';

const choices = [
  { id: 'yes', text: 'Yes, please' },
  { id: 'later', text: '«Later»' },
];
const labels = choices.map(({ text }) => text);
const said = (text: string, channel = 'sms', button?: string) => choiceOf(choices, labels, { button, text }, channel);

describe('the message of a question', () => {
  const ask = (channel: string) =>
    questionDraft({ channel, account: 'a', topic: 'service', texts: { en: { text: 'Shall we call?' } }, choices });
  it('has buttons where the channel has them', () => {
    expect(ask('telegram')).toMatchObject({ buttons: choices, content: { en: { text: 'Shall we call?' } } });
  });
  it('writes the choices out elsewhere, numbered', () => {
    const { buttons, content } = ask('sms');
    expect(buttons).toEqual([]);
    expect(content.en?.text).toBe('Shall we call?\n\n1. Yes, please\n2. «Later»');
  });
  it('gives a letter a subject', () => {
    expect(ask('email').content.en?.subject).toBe('Shall we call?');
  });
});

describe('what an answer means', () => {
  it('is the button pressed, whatever the text', () => {
    expect(said('Later', 'telegram', 'yes')).toBe('yes');
    expect(said('something', 'telegram', 'other')).toBeNull();
  });
  it.each(['yes, please', '  YES,  PLEASE! ', '"Yes, please."'])('is the words of a choice: %s', (text) => {
    expect(said(text, 'telegram')).toBe('yes');
  });
  it('may stand above what a mail program quotes', () => {
    expect(said('\nLater\n\nOn Monday you wrote:\n> Shall we call?', 'email')).toBe('later');
  });
  it.each([
    ['1', 'yes'],
    [' 2. ', 'later'],
    ['№2', 'later'],
    ['3', null],
    ['0', null],
    ['12 o’clock', null],
    ['maybe', null],
    ['', null],
  ])('may be the number of a written list: %s', (text, expected) => {
    expect(said(text)).toBe(expected);
  });
  it('is no number where there was no list', () => {
    expect(said('1', 'telegram')).toBeNull();
  });
});

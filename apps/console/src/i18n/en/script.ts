import type { script as zh } from '../zh/script.js';
import type { Same } from '../same.js';

export const script: Same<typeof zh> = {
  openings: [
    'Hello, this is the duty officer of the anti-fraud centre. Are you safe right now? Can you talk?',
    'We had a warning that somebody may be deceiving you. I will not ask for passwords or codes, nor for one yuan; it takes two minutes.',
    'If you have doubts, hang up, dial 96110 yourself and quote the verification code: they will tell you who I am.',
  ],
  identities: [
    'Please tell me the last four of your ID number.',
    'What is your date of birth?',
    'Which estate or village is your registered address in?',
    'Who else is in your household register?',
    'Where do you work at present?',
  ],
  thens: [
    'Hang up on them now, leave the meeting and the screen share. I will wait.',
    'Block them, leave the group, uninstall the app they had you install.',
    'Let us look together: bank cards, WeChat, Alipay. Has anything gone out?',
    'We will call again. Until then, whoever asks for a transfer: dial 96110 first.',
  ],
  doList: [
    'Slow down. Listen first, then speak.',
    'Safety first, then identity, then the fraud.',
    'If they are on a call or sharing the screen, have them leave it first.',
    'Somebody else answers: say only “please have them call 96110”.',
    'When they waver, agree on a visit at once.',
  ],
  dontList: [
    'Never ask for codes, passwords or card numbers.',
    'Never send links; never have them install anything.',
    'Never ask for a transfer, a withdrawal or a “check of funds”.',
    'Never blame or mock: “how could you believe that”.',
    'Never read identity facts out for them to nod at.',
  ],
  type: {
    rebate_task: {
      trick:
        'A few small tasks pay back; then “combined orders” want money up front, and withdrawals fail until more is paid.',
      ask: [
        'How many tasks, how much paid up front? Did a withdrawal ever arrive?',
        'Who led you in the group? Which app did they have you install?',
        'Is a combined order still open?',
      ],
      say: [
        'Order faking is illegal in itself. The first paybacks only make you dare the big one.',
        'If you must pay before you can withdraw, none of it comes back. Those who “withdrew” are part of it.',
      ],
      dont: 'Do not speak of greed; they will hang up.',
    },
    fake_investment: {
      trick:
        'A “teacher” with inside tips leads into a group and a fake platform; small gains pay out, then big sums are locked behind taxes and deposits.',
      ask: [
        'Where did the platform come from? Is it in the app store?',
        'Did the money go to a company or to a private account?',
        'Have you tried to withdraw? What did they say?',
      ],
      say: [
        'The numbers on the platform are edited behind the scenes; they are not your money.',
        'No real broker has you pay into private accounts or collects tax before a withdrawal.',
      ],
      dont: 'Do not argue about the market; talk of who got the money.',
    },
    fake_shopping: {
      trick:
        'A low price lures away from the platform; then deposits, duties and guarantees are demanded one after the other.',
      ask: [
        'Where did you see it? Why pay outside the platform?',
        'How often have you paid? What do they want now?',
        'Do you have their receiving account?',
      ],
      say: [
        'Outside the platform, the platform cannot protect you.',
        'Each new fee is the next step of the same fraud.',
      ],
      dont: 'Do not promise that the money comes back.',
    },
    fake_customer_service: {
      trick:
        'Posing as a shop, courier or platform: a membership by mistake, a lost parcel, a guarantee running out. Then screen sharing and transfers.',
      ask: [
        'Did they start a meeting or a screen share? Is it still on?',
        'Did they have you look at a balance, type a password, open a “reserve fund”?',
        'Which meeting app is on your phone?',
      ],
      say: [
        'No customer service uses a meeting app or looks at your screen. Leave the share now.',
        'The “guarantee” and the “membership” need nothing from you and cost you nothing.',
      ],
      dont: 'While the screen is shared, do not speak of cards: the fraudster sees it.',
    },
    fake_credit: {
      trick:
        'Posing as a lender: your credit record is at risk, a student loan must be cancelled. Then you borrow, and pay into a “supervised account”.',
      ask: [
        'Where did they have you borrow? How much?',
        'Is the money still on your card, or gone?',
        'Are you still on the line with them?',
      ],
      say: [
        'Credit records are kept by the central bank; no transfer can “repair” one.',
        'There is no “supervised account”. What you borrow and send away, you will owe.',
      ],
      dont: 'Do not tell them to pay the loan off first.',
    },
    fake_loan: {
      trick:
        'Cheap loans without security; then a mistyped card number or a thin history wants a deposit before payout.',
      ask: [
        'What did they charge before paying out?',
        'Where did the loan app come from?',
        'Did they say “wrong card number” and ask for more?',
      ],
      say: [
        'Whoever charges before paying out is a fraud.',
        'The card number was changed on their side; you did nothing wrong.',
      ],
      dont: 'Do not ask why they need money.',
    },
    impersonate_police: {
      trick:
        'Posing as police or prosecutors: a money-laundering case, secrecy, a hotel room, a fake warrant, a “safe account”.',
      ask: [
        'Did somebody call as police or prosecutor? Which case?',
        'Were you told to keep it secret, go to a hotel, not tell the family?',
        'Did they have you gather money on one card, or hand over cash?',
      ],
      say: [
        'There is no “safe account”. No case is handled by phone, no warrant is shown online.',
        'They want silence so that nobody warns you. Please see our colleagues in uniform at your door first.',
      ],
      dont: 'Do not argue about who is the real police: let them dial 96110, and send a uniformed visit.',
    },
    impersonate_leader: {
      trick: 'Posing as a boss, friend or teacher who cannot talk right now and needs a transfer made.',
      ask: [
        'Have you called them and heard the voice?',
        'From which account did they add you?',
        'Whose account was it to go to? Has it gone?',
      ],
      say: [
        'When a boss asks for a transfer, call the old number and ask in person.',
        'Anyone can change a picture and a name. The more urgent, the more to check.',
      ],
      dont: 'Do not tell the employer what happened.',
    },
    romance: {
      trick:
        'Weeks of love online without a meeting, displays of wealth, then investments, purchases or an emergency.',
      ask: [
        'Have you met, or seen them on video?',
        'Did they lead you to invest, or ask for a loan?',
        'How much in all? When was the last time?',
      ],
      say: [
        'Somebody who cares for you does not have you send money behind your family’s back.',
        'Ask for a video now, with your name on paper. If they cannot, stop.',
      ],
      dont: 'Do not deny the feeling; grant it, then speak of money.',
    },
    game_trade: {
      trick:
        'A good price for an account or an item, on a fake trading site that freezes the money until more is paid in.',
      ask: [
        'Was it the game’s own market? Who sent the address?',
        'The account is “frozen”: how much do they want?',
        'Are you of age? Do your parents know?',
      ],
      say: [
        'No market has you pay in before it pays out.',
        'The service, the site and the buyer are the same people.',
      ],
      dont: 'Do not frighten a minor; ask for the guardian.',
    },
    prize: {
      trick: 'A prize, a subsidy or a gift that wants tax, notary or shipping fees first.',
      ask: [
        'Did you enter this draw?',
        'What were you to pay first?',
        'Did you type a card number or a code?',
      ],
      say: [
        'No entry, no prize; a prize that wants money first is false.',
        'If you typed a card and a code, call the bank now and block it.',
      ],
      dont: 'Do not say “how could you win”.',
    },
    blackmail: {
      trick:
        'A nude chat leads to an app that takes the contacts; they threaten to send the video, and go on after each payment.',
      ask: [
        'Are they still threatening you? How often have you paid?',
        'Which app? Did you grant it the contacts?',
        'Is anybody with you? How do you feel?',
      ],
      say: [
        'You are the victim. It is not your fault, and we keep it to ourselves.',
        'One payment brings the next. Stop, keep the evidence, let us handle it.',
      ],
      dont: 'Never tell relatives the type. Mind their mood; with thoughts of suicide, send a patrol at once.',
    },
    other: {
      trick: 'New name, same steps: win trust, cut off from others, press for a transfer.',
      ask: [
        'Who contacted you, and how?',
        'Were you to transfer, borrow, hand over cash or install something?',
        'Were you told not to tell anybody?',
      ],
      say: [
        'Whoever presses you to pay and forbids you to tell: stop first.',
        'Wait ten minutes and call your family. Nothing true gets worse in ten minutes.',
      ],
      dont: 'Do not guess the type; note what was said.',
    },
  },
};

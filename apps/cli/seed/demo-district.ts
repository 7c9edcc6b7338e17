import type { INestApplicationContext } from '@nestjs/common';
import { LegalBasis, recordSampleLegalBasis } from '#countermeasures';
import { Stations } from '#outreach';
import { CITY, STATIONS } from '#synthetic';

const IDS: Record<(typeof STATIONS)[number], string> = {
  听潮派出所: 'tingchao',
  栖霞里派出所: 'qixiali',
  青萍派出所: 'qingping',
  白鹭洲派出所: 'bailuzhou',
  云麓派出所: 'yunlu',
  晚枫派出所: 'wanfeng',
};

/** Stations of a district that does not exist, and a legal basis that says it is a sample. */
export async function seedDistrict(app: INestApplicationContext): Promise<void> {
  await app
    .get(Stations)
    .ensure(STATIONS.map((name) => ({ id: IDS[name], name, district: CITY, kind: 'police' })));
  await recordSampleLegalBasis(app.get(LegalBasis));
}

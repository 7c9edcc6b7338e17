import { Global, Module } from '@nestjs/common';
import { People } from './people.js';

/** Persons, relatives and matching; needs PlatformModule. */
@Global()
@Module({ providers: [People], exports: [People] })
export class PeopleModule {}

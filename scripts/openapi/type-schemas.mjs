/**
 * JSON schemas of TypeScript types: what the routes answer is declared once, as the controller's return type in the
 * words of libs/contracts, and read from there by the compiler. (No kept library for Node 20 reads the return type of a
 * method.)
 */
import { dirname } from 'node:path';
import ts from 'typescript';
import { root } from '../root.mjs';

const REF = '#/components/schemas/';
const ROUTE = new Set(['Get', 'Post', 'Put', 'Patch', 'Delete']);

/** The compiler over `files`, as tsc sees them. */
export function makeChecker(files) {
  const path = `${root}/tsconfig.json`;
  const { config } = ts.readConfigFile(path, (file) => ts.sys.readFile(file));
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, dirname(path));
  const program = ts.createProgram(files, options);
  return { program, checker: program.getTypeChecker() };
}

/** Schemas by name, filled as types are asked for. */
export class TypeSchemas {
  #checker;
  #program;
  #enums = new Map();
  #declared = new Map();
  components = {};

  /** @param words files whose exported unions of strings become schemas of their own. */
  constructor({ program, checker }, words) {
    this.#program = program;
    this.#checker = checker;
    for (const symbol of words.flatMap((file) => this.#exportsOf(file))) {
      const type = checker.getDeclaredTypeOfSymbol(symbol);
      const values = type.isUnion() ? type.types.map((member) => member.value) : [];
      if (values.length > 1 && values.every((value) => typeof value === 'string'))
        this.#enums.set(keyOf(values), symbol);
    }
  }

  /** Routes of a controller file: `Class_method` → what it answers, and what its comment says. */
  routesOf(file) {
    const routes = {};
    for (const declaration of this.#program.getSourceFile(file).statements.filter(ts.isClassDeclaration)) {
      for (const member of declaration.members.filter(ts.isMethodDeclaration)) {
        const decorators = (ts.getDecorators(member) ?? []).map((one) => one.expression.expression?.text);
        if (!decorators.some((name) => ROUTE.has(name))) continue;
        const signature = this.#checker.getSignatureFromDeclaration(member);
        const type = this.#awaited(this.#checker.getReturnTypeOfSignature(signature));
        const nothing = ts.TypeFlags.Undefined | ts.TypeFlags.Void;
        const members = type.isUnion() ? type.types : [type];
        routes[`${declaration.name.text}_${member.name.text}`] = {
          schema: members.every((one) => one.flags & nothing) ? null : this.of(type),
          maybeNothing: members.some((one) => one.flags & nothing),
          comment: this.#comment(this.#checker.getSymbolAtLocation(member.name)),
        };
      }
    }
    return routes;
  }

  /** A reference to the exported type `name` of `file`. */
  named(file, name) {
    const symbol = this.#exportsOf(file).find((one) => one.name === name);
    if (!symbol) throw new Error(`${file} exports no ${name}`);
    return this.of(this.#checker.getDeclaredTypeOfSymbol(symbol));
  }

  /** Comments of a class's properties, by class and property. */
  commentsOf(file) {
    const classes = this.#program.getSourceFile(file).statements.filter(ts.isClassDeclaration);
    return Object.fromEntries(
      classes.map((declaration) => {
        const symbol = this.#checker.getSymbolAtLocation(declaration.name);
        const type = this.#checker.getDeclaredTypeOfSymbol(symbol);
        const comments = this.#checker
          .getPropertiesOfType(type)
          .map((property) => [property.name, this.#comment(property)]);
        return [
          declaration.name.text,
          { own: this.#comment(symbol), properties: Object.fromEntries(comments) },
        ];
      }),
    );
  }

  of(type) {
    if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return {};
    if (type.isUnion()) return this.#union(type);
    if (type.flags & ts.TypeFlags.Null) return { type: 'null' };
    if (type.isStringLiteral() || type.isNumberLiteral()) return { const: type.value };
    if (type.flags & ts.TypeFlags.BooleanLiteral) return { const: type.intrinsicName === 'true' };
    if (type.flags & ts.TypeFlags.StringLike) return { type: 'string' };
    if (type.flags & ts.TypeFlags.NumberLike) return { type: 'number' };
    if (type.flags & ts.TypeFlags.BooleanLike) return { type: 'boolean' };
    if (this.#checker.isArrayType(type))
      return { type: 'array', items: this.of(this.#checker.getTypeArguments(type)[0]) };
    const name = this.#nameOf(type);
    return name ? this.#component(name, type) : this.#object(type);
  }

  #union(type) {
    const types = type.types.filter((one) => !(one.flags & ts.TypeFlags.Undefined));
    const texts = types.filter((one) => one.isStringLiteral()).map((one) => one.value);
    const booleans = types.filter((one) => one.flags & ts.TypeFlags.BooleanLiteral);
    const rest = types.filter(
      (one) => !one.isStringLiteral() && (booleans.length < 2 || !booleans.includes(one)),
    );
    const any = [
      ...(texts.length > 0 ? [this.#enum(texts)] : []),
      ...(booleans.length === 2 ? [{ type: 'boolean' }] : []),
      ...rest.map((one) => this.of(one)),
    ];
    if (any.length === 1) return any[0];
    // `string | null` the short way.
    const simple = any.every((one) => Object.keys(one).join() === 'type');
    any.sort((a, b) => (a.type === 'null' ? 1 : 0) - (b.type === 'null' ? 1 : 0));
    return simple ? { type: any.map((one) => one.type) } : { anyOf: any };
  }

  #enum(values) {
    const schema = { type: 'string', enum: values.toSorted() };
    const symbol = this.#enums.get(keyOf(values));
    if (!symbol) return schema;
    this.components[symbol.name] ??= describe(schema, this.#comment(symbol));
    return { $ref: REF + symbol.name };
  }

  #component(name, type) {
    const known = this.#declared.get(name);
    if (known && known !== type) throw new Error(`two types are called ${name}`);
    if (!known) {
      this.#declared.set(name, type);
      this.components[name] = {};
      this.components[name] = describe(this.#object(type), this.#comment(type.aliasSymbol ?? type.symbol));
    }
    return { $ref: REF + name };
  }

  #object(type) {
    const properties = {};
    const required = [];
    for (const property of this.#checker.getPropertiesOfType(type)) {
      const of = this.of(this.#checker.getTypeOfSymbol(property));
      properties[property.name] = describe(of, this.#comment(property));
      if (!(property.flags & ts.SymbolFlags.Optional)) required.push(property.name);
    }
    const index = this.#checker.getIndexInfosOfType(type)[0];
    return {
      type: 'object',
      ...(Object.keys(properties).length > 0 ? { properties } : {}),
      ...(required.length > 0 ? { required } : {}),
      ...(index ? { additionalProperties: this.of(index.type) } : {}),
    };
  }

  /** The name of an interface, class or alias of ours without type arguments; others are written where they stand. */
  #nameOf(type) {
    const symbol = type.aliasSymbol ?? type.symbol;
    const of = symbol?.declarations?.[0];
    const ours =
      of && !of.getSourceFile().isDeclarationFile && !of.getSourceFile().fileName.includes('node_modules');
    const generic = (type.aliasTypeArguments ?? type.typeArguments ?? []).length > 0;
    return ours && !generic && !symbol.name.startsWith('__') ? symbol.name : null;
  }

  #exportsOf(file) {
    const module = this.#checker.getSymbolAtLocation(this.#program.getSourceFile(file));
    return this.#checker
      .getExportsOfModule(module)
      .map((symbol) =>
        symbol.flags & ts.SymbolFlags.Alias ? this.#checker.getAliasedSymbol(symbol) : symbol,
      )
      .filter((symbol) => symbol.flags & ts.SymbolFlags.Type);
  }

  #awaited(type) {
    return this.#checker.getAwaitedType(type) ?? type;
  }

  #comment(symbol) {
    return ts.displayPartsToString(symbol?.getDocumentationComment(this.#checker)).replaceAll(/\s+/g, ' ');
  }
}

/** `schema` with its comment, unless that is empty. */
export function describe(schema, comment) {
  return comment ? { ...schema, description: comment } : schema;
}

const keyOf = (values) => values.toSorted().join('|');

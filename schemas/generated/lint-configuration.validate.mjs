// Generated from schemas/ by `npm run generate`. Do not edit.
// \0rolldown/runtime.js
var __commonJSMin = (cb, mod) => () => (mod || (cb((mod = { exports: {} }).exports, mod, mod.exports), cb = null), mod.exports);
// node_modules/ajv/dist/runtime/ucs2length.js
var require_ucs2length = /* @__PURE__ */ __commonJSMin(((exports) => {
	Object.defineProperty(exports, "__esModule", { value: true });
	function ucs2length(str) {
		const len = str.length;
		let length = 0;
		let pos = 0;
		let value;
		while (pos < len) {
			length++;
			value = str.charCodeAt(pos++);
			if (value >= 55296 && value <= 56319 && pos < len) {
				value = str.charCodeAt(pos);
				if ((value & 64512) === 56320) pos++;
			}
		}
		return length;
	}
	exports.default = ucs2length;
	ucs2length.code = "require(\"ajv/dist/runtime/ucs2length\").default";
}));
// validator
const validate = validate14;
var validator_default = validate14;
const schema16 = {
	"$schema": "http://json-schema.org/draft-07/schema#",
	"$id": "https://ai.docker.com/schemas/governance-lint.v1.json",
	"title": "LintConfiguration",
	"description": "How governance lint goes about a project: .governance-lint.yaml at its root.",
	"type": "object",
	"additionalProperties": false,
	"properties": {
		"rules": {
			"type": "object",
			"description": "rule → severity. What makes a policy invalid stays an error.",
			"additionalProperties": { "enum": [
				"off",
				"info",
				"warning",
				"error"
			] }
		},
		"ignore": {
			"type": "array",
			"items": {
				"type": "string",
				"minLength": 1
			},
			"description": "Files that are none of the linter's business, as in .gitignore, relative to this file."
		},
		"requirePolicy": {
			"type": "boolean",
			"default": false,
			"description": "An agent without a policy is an error."
		},
		"baseline": {
			"type": "string",
			"minLength": 1,
			"description": "A file of findings that were there before; only new ones count."
		}
	}
};
const func2 = require_ucs2length().default;
function validate14(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
	let vErrors = null;
	let errors = 0;
	if (data && typeof data == "object" && !Array.isArray(data)) {
		for (const key0 in data) if (!(key0 === "rules" || key0 === "ignore" || key0 === "requirePolicy" || key0 === "baseline")) {
			const err0 = {
				instancePath,
				schemaPath: "#/additionalProperties",
				keyword: "additionalProperties",
				params: { additionalProperty: key0 },
				message: "must NOT have additional properties",
				schema: false,
				parentSchema: schema16,
				data
			};
			if (vErrors === null) vErrors = [err0];
			else vErrors.push(err0);
			errors++;
		}
		if (data.rules !== void 0) {
			let data0 = data.rules;
			if (data0 && typeof data0 == "object" && !Array.isArray(data0)) for (const key1 in data0) {
				let data1 = data0[key1];
				if (!(data1 === "off" || data1 === "info" || data1 === "warning" || data1 === "error")) {
					const err1 = {
						instancePath: instancePath + "/rules/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),
						schemaPath: "#/properties/rules/additionalProperties/enum",
						keyword: "enum",
						params: { allowedValues: schema16.properties.rules.additionalProperties.enum },
						message: "must be equal to one of the allowed values",
						schema: schema16.properties.rules.additionalProperties.enum,
						parentSchema: schema16.properties.rules.additionalProperties,
						data: data1
					};
					if (vErrors === null) vErrors = [err1];
					else vErrors.push(err1);
					errors++;
				}
			}
			else {
				const err2 = {
					instancePath: instancePath + "/rules",
					schemaPath: "#/properties/rules/type",
					keyword: "type",
					params: { type: "object" },
					message: "must be object",
					schema: schema16.properties.rules.type,
					parentSchema: schema16.properties.rules,
					data: data0
				};
				if (vErrors === null) vErrors = [err2];
				else vErrors.push(err2);
				errors++;
			}
		}
		if (data.ignore !== void 0) {
			let data2 = data.ignore;
			if (Array.isArray(data2)) {
				const len0 = data2.length;
				for (let i0 = 0; i0 < len0; i0++) {
					let data3 = data2[i0];
					if (typeof data3 === "string") {
						if (func2(data3) < 1) {
							const err3 = {
								instancePath: instancePath + "/ignore/" + i0,
								schemaPath: "#/properties/ignore/items/minLength",
								keyword: "minLength",
								params: { limit: 1 },
								message: "must NOT have fewer than 1 characters",
								schema: 1,
								parentSchema: schema16.properties.ignore.items,
								data: data3
							};
							if (vErrors === null) vErrors = [err3];
							else vErrors.push(err3);
							errors++;
						}
					} else {
						const err4 = {
							instancePath: instancePath + "/ignore/" + i0,
							schemaPath: "#/properties/ignore/items/type",
							keyword: "type",
							params: { type: "string" },
							message: "must be string",
							schema: schema16.properties.ignore.items.type,
							parentSchema: schema16.properties.ignore.items,
							data: data3
						};
						if (vErrors === null) vErrors = [err4];
						else vErrors.push(err4);
						errors++;
					}
				}
			} else {
				const err5 = {
					instancePath: instancePath + "/ignore",
					schemaPath: "#/properties/ignore/type",
					keyword: "type",
					params: { type: "array" },
					message: "must be array",
					schema: schema16.properties.ignore.type,
					parentSchema: schema16.properties.ignore,
					data: data2
				};
				if (vErrors === null) vErrors = [err5];
				else vErrors.push(err5);
				errors++;
			}
		}
		if (data.requirePolicy !== void 0) {
			let data4 = data.requirePolicy;
			if (typeof data4 !== "boolean") {
				const err6 = {
					instancePath: instancePath + "/requirePolicy",
					schemaPath: "#/properties/requirePolicy/type",
					keyword: "type",
					params: { type: "boolean" },
					message: "must be boolean",
					schema: schema16.properties.requirePolicy.type,
					parentSchema: schema16.properties.requirePolicy,
					data: data4
				};
				if (vErrors === null) vErrors = [err6];
				else vErrors.push(err6);
				errors++;
			}
		}
		if (data.baseline !== void 0) {
			let data5 = data.baseline;
			if (typeof data5 === "string") {
				if (func2(data5) < 1) {
					const err7 = {
						instancePath: instancePath + "/baseline",
						schemaPath: "#/properties/baseline/minLength",
						keyword: "minLength",
						params: { limit: 1 },
						message: "must NOT have fewer than 1 characters",
						schema: 1,
						parentSchema: schema16.properties.baseline,
						data: data5
					};
					if (vErrors === null) vErrors = [err7];
					else vErrors.push(err7);
					errors++;
				}
			} else {
				const err8 = {
					instancePath: instancePath + "/baseline",
					schemaPath: "#/properties/baseline/type",
					keyword: "type",
					params: { type: "string" },
					message: "must be string",
					schema: schema16.properties.baseline.type,
					parentSchema: schema16.properties.baseline,
					data: data5
				};
				if (vErrors === null) vErrors = [err8];
				else vErrors.push(err8);
				errors++;
			}
		}
	} else {
		const err9 = {
			instancePath,
			schemaPath: "#/type",
			keyword: "type",
			params: { type: "object" },
			message: "must be object",
			schema: schema16.type,
			parentSchema: schema16,
			data
		};
		if (vErrors === null) vErrors = [err9];
		else vErrors.push(err9);
		errors++;
	}
	validate14.errors = vErrors;
	return errors === 0;
}
export { validator_default as default, validate };

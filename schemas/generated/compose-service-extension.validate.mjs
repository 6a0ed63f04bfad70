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
	"$id": "https://ai.docker.com/schemas/compose-service-extension.v1.json",
	"title": "ComposeServiceExtension",
	"description": "x-docker-ai-governance on a service. Its policies apply in addition to the project's.",
	"type": "object",
	"additionalProperties": false,
	"required": ["policy"],
	"properties": { "policy": { "anyOf": [{
		"type": "string",
		"minLength": 1
	}, {
		"type": "array",
		"minItems": 1,
		"items": {
			"type": "string",
			"minLength": 1
		}
	}] } }
};
const func2 = require_ucs2length().default;
function validate14(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
	let vErrors = null;
	let errors = 0;
	if (data && typeof data == "object" && !Array.isArray(data)) {
		if (data.policy === void 0) {
			const err0 = {
				instancePath,
				schemaPath: "#/required",
				keyword: "required",
				params: { missingProperty: "policy" },
				message: "must have required property 'policy'",
				schema: schema16.required,
				parentSchema: schema16,
				data
			};
			if (vErrors === null) vErrors = [err0];
			else vErrors.push(err0);
			errors++;
		}
		for (const key0 in data) if (!(key0 === "policy")) {
			const err1 = {
				instancePath,
				schemaPath: "#/additionalProperties",
				keyword: "additionalProperties",
				params: { additionalProperty: key0 },
				message: "must NOT have additional properties",
				schema: false,
				parentSchema: schema16,
				data
			};
			if (vErrors === null) vErrors = [err1];
			else vErrors.push(err1);
			errors++;
		}
		if (data.policy !== void 0) {
			let data0 = data.policy;
			const _errs3 = errors;
			let valid1 = false;
			const _errs4 = errors;
			if (typeof data0 === "string") {
				if (func2(data0) < 1) {
					const err2 = {
						instancePath: instancePath + "/policy",
						schemaPath: "#/properties/policy/anyOf/0/minLength",
						keyword: "minLength",
						params: { limit: 1 },
						message: "must NOT have fewer than 1 characters",
						schema: 1,
						parentSchema: schema16.properties.policy.anyOf[0],
						data: data0
					};
					if (vErrors === null) vErrors = [err2];
					else vErrors.push(err2);
					errors++;
				}
			} else {
				const err3 = {
					instancePath: instancePath + "/policy",
					schemaPath: "#/properties/policy/anyOf/0/type",
					keyword: "type",
					params: { type: "string" },
					message: "must be string",
					schema: schema16.properties.policy.anyOf[0].type,
					parentSchema: schema16.properties.policy.anyOf[0],
					data: data0
				};
				if (vErrors === null) vErrors = [err3];
				else vErrors.push(err3);
				errors++;
			}
			var _valid0 = _errs4 === errors;
			valid1 = valid1 || _valid0;
			if (!valid1) {
				const _errs6 = errors;
				if (Array.isArray(data0)) {
					if (data0.length < 1) {
						const err4 = {
							instancePath: instancePath + "/policy",
							schemaPath: "#/properties/policy/anyOf/1/minItems",
							keyword: "minItems",
							params: { limit: 1 },
							message: "must NOT have fewer than 1 items",
							schema: 1,
							parentSchema: schema16.properties.policy.anyOf[1],
							data: data0
						};
						if (vErrors === null) vErrors = [err4];
						else vErrors.push(err4);
						errors++;
					}
					const len0 = data0.length;
					for (let i0 = 0; i0 < len0; i0++) {
						let data1 = data0[i0];
						if (typeof data1 === "string") {
							if (func2(data1) < 1) {
								const err5 = {
									instancePath: instancePath + "/policy/" + i0,
									schemaPath: "#/properties/policy/anyOf/1/items/minLength",
									keyword: "minLength",
									params: { limit: 1 },
									message: "must NOT have fewer than 1 characters",
									schema: 1,
									parentSchema: schema16.properties.policy.anyOf[1].items,
									data: data1
								};
								if (vErrors === null) vErrors = [err5];
								else vErrors.push(err5);
								errors++;
							}
						} else {
							const err6 = {
								instancePath: instancePath + "/policy/" + i0,
								schemaPath: "#/properties/policy/anyOf/1/items/type",
								keyword: "type",
								params: { type: "string" },
								message: "must be string",
								schema: schema16.properties.policy.anyOf[1].items.type,
								parentSchema: schema16.properties.policy.anyOf[1].items,
								data: data1
							};
							if (vErrors === null) vErrors = [err6];
							else vErrors.push(err6);
							errors++;
						}
					}
				} else {
					const err7 = {
						instancePath: instancePath + "/policy",
						schemaPath: "#/properties/policy/anyOf/1/type",
						keyword: "type",
						params: { type: "array" },
						message: "must be array",
						schema: schema16.properties.policy.anyOf[1].type,
						parentSchema: schema16.properties.policy.anyOf[1],
						data: data0
					};
					if (vErrors === null) vErrors = [err7];
					else vErrors.push(err7);
					errors++;
				}
				var _valid0 = _errs6 === errors;
				valid1 = valid1 || _valid0;
			}
			if (!valid1) {
				const err8 = {
					instancePath: instancePath + "/policy",
					schemaPath: "#/properties/policy/anyOf",
					keyword: "anyOf",
					params: {},
					message: "must match a schema in anyOf",
					schema: schema16.properties.policy.anyOf,
					parentSchema: schema16.properties.policy,
					data: data0
				};
				if (vErrors === null) vErrors = [err8];
				else vErrors.push(err8);
				errors++;
			} else {
				errors = _errs3;
				if (vErrors !== null) {
					if (_errs3) vErrors.length = _errs3;
					else vErrors = null;
				}
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

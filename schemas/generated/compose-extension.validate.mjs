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
	"$id": "https://ai.docker.com/schemas/compose-extension.v1.json",
	"title": "ComposeExtension",
	"description": "x-docker-ai-governance, at the top level of a Compose file.",
	"type": "object",
	"additionalProperties": false,
	"required": ["policy"],
	"properties": {
		"policy": {
			"description": "Path of a policy file, or several: something is allowed when every policy allows it.",
			"anyOf": [{
				"type": "string",
				"minLength": 1
			}, {
				"type": "array",
				"minItems": 1,
				"items": {
					"type": "string",
					"minLength": 1
				}
			}]
		},
		"services": {
			"type": "array",
			"minItems": 1,
			"uniqueItems": true,
			"items": {
				"type": "string",
				"minLength": 1
			},
			"description": "The governed services. Default: every service."
		},
		"profile": {
			"enum": ["baseline", "strict"],
			"default": "baseline",
			"description": "How far a governed container is hardened."
		},
		"mcp": {
			"type": "object",
			"additionalProperties": false,
			"properties": { "servers": {
				"type": "object",
				"propertyNames": { "pattern": "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$" },
				"additionalProperties": { "$ref": "#/definitions/server" }
			} }
		},
		"credentials": {
			"type": "object",
			"additionalProperties": false,
			"properties": { "sources": {
				"type": "object",
				"propertyNames": { "pattern": "^[A-Za-z_][A-Za-z0-9_]*$" },
				"additionalProperties": { "$ref": "#/definitions/source" },
				"description": "key → where its secret comes from. Default: the variable of the same name where the command is called."
			} }
		},
		"exempt": {
			"type": "object",
			"additionalProperties": {
				"type": "string",
				"minLength": 3
			},
			"description": "service → the reason why it is left alone."
		},
		"exceptions": {
			"type": "array",
			"items": {
				"type": "object",
				"additionalProperties": false,
				"required": [
					"rule",
					"service",
					"reason"
				],
				"properties": {
					"rule": {
						"type": "string",
						"minLength": 1
					},
					"service": {
						"type": "string",
						"minLength": 1
					},
					"reason": {
						"type": "string",
						"minLength": 3
					}
				}
			}
		},
		"audit": {
			"type": "object",
			"additionalProperties": false,
			"description": "How long the trail of this project is kept.",
			"properties": {
				"retentionDays": {
					"type": "integer",
					"minimum": 1,
					"maximum": 3650,
					"description": "Events older than this are removed, which is itself recorded. Default: kept until maxMegabytes are reached."
				},
				"maxMegabytes": {
					"type": "integer",
					"minimum": 16,
					"maximum": 1048576,
					"default": 4096,
					"description": "The most that one sidecar's events may take. The oldest go first, none younger than a day: then the agent is stopped instead."
				}
			}
		},
		"egress": {
			"type": "object",
			"additionalProperties": false,
			"description": "The way out of the proxy, where it is not simply the internet.",
			"properties": {
				"network": {
					"type": "string",
					"minLength": 1,
					"description": "A network of this file through which the proxy goes out."
				},
				"certificates": {
					"type": "string",
					"minLength": 1,
					"description": "A PEM file of further authorities that the proxy trusts upstream."
				},
				"upstreamProxy": {
					"description": "The HTTP proxy of your own network. Everything public goes through it, by CONNECT to the address that was checked.",
					"anyOf": [{ "$ref": "#/definitions/proxyUrl" }, {
						"type": "object",
						"additionalProperties": false,
						"required": ["url"],
						"properties": {
							"url": { "$ref": "#/definitions/proxyUrl" },
							"names": {
								"type": "boolean",
								"default": false,
								"description": "It takes names alone. It then chooses the address itself: the guard over addresses checks one that need not be the one that is reached."
							},
							"credential": {
								"type": "string",
								"pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
								"description": "A key whose secret is USER:PASSWORD, for Basic: your variable of that name, or what credentials.sources says of it. Only the proxy uses it, and only there. No policy may allow this key."
							}
						}
					}]
				}
			}
		}
	},
	"definitions": {
		"proxyUrl": {
			"type": "string",
			"pattern": "^https?://[^/?#@\\s]+/?$",
			"description": "http://HOST:PORT or https://HOST:PORT, without user and password. With https:// the proxy is spoken to over TLS and verified against the public roots and egress.certificates."
		},
		"source": {
			"type": "object",
			"additionalProperties": false,
			"minProperties": 1,
			"maxProperties": 1,
			"description": "Where the secret of a key comes from: one of these.",
			"properties": {
				"environment": { "$ref": "#/definitions/variable" },
				"file": { "$ref": "#/definitions/secretFile" },
				"command": { "$ref": "#/definitions/secretCommand" },
				"secret": {
					"type": "string",
					"minLength": 1,
					"description": "An entry of the top-level secrets of this file. The broker alone gets it."
				},
				"githubApp": {
					"type": "object",
					"additionalProperties": false,
					"required": [
						"appId",
						"installationId",
						"privateKey"
					],
					"description": "Installation tokens of a GitHub App: one hour each, renewed early.",
					"properties": {
						"appId": {
							"type": ["string", "integer"],
							"minLength": 1
						},
						"installationId": {
							"type": ["string", "integer"],
							"minLength": 1
						},
						"privateKey": { "$ref": "#/definitions/heldSecret" },
						"repositories": {
							"type": "array",
							"minItems": 1,
							"items": {
								"type": "string",
								"minLength": 1
							}
						},
						"permissions": {
							"type": "object",
							"minProperties": 1,
							"additionalProperties": { "enum": [
								"read",
								"write",
								"admin"
							] }
						},
						"apiUrl": { "$ref": "#/definitions/tokenServer" }
					}
				},
				"clientCredentials": {
					"type": "object",
					"additionalProperties": false,
					"required": [
						"tokenUrl",
						"clientId",
						"clientSecret"
					],
					"description": "Access tokens by the OAuth 2.0 client credentials grant.",
					"properties": {
						"tokenUrl": { "$ref": "#/definitions/tokenServer" },
						"clientId": {
							"type": "string",
							"minLength": 1
						},
						"clientSecret": { "$ref": "#/definitions/heldSecret" },
						"scope": {
							"type": "string",
							"minLength": 1
						},
						"audience": {
							"type": "string",
							"minLength": 1
						},
						"authentication": {
							"enum": ["header", "body"],
							"default": "header"
						}
					}
				}
			}
		},
		"heldSecret": {
			"type": "object",
			"additionalProperties": false,
			"minProperties": 1,
			"maxProperties": 1,
			"properties": {
				"environment": { "$ref": "#/definitions/variable" },
				"file": { "$ref": "#/definitions/secretFile" },
				"command": { "$ref": "#/definitions/secretCommand" }
			}
		},
		"variable": {
			"type": "string",
			"pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
			"description": "A variable where the command is called."
		},
		"secretFile": {
			"type": "string",
			"minLength": 1,
			"description": "A file of the caller's. Relative to this file; ~ is the caller's home."
		},
		"secretCommand": {
			"type": "array",
			"minItems": 1,
			"items": {
				"type": "string",
				"minLength": 1
			},
			"description": "A command of the caller's that prints the secret. Run without a shell, in the caller's home."
		},
		"tokenServer": {
			"type": "string",
			"pattern": "^https://[^@]+$",
			"description": "An address that gives tokens. The broker reaches its host and no other."
		},
		"server": { "anyOf": [
			{
				"type": "object",
				"additionalProperties": false,
				"required": ["service", "port"],
				"properties": {
					"service": {
						"type": "string",
						"minLength": 1
					},
					"port": {
						"type": "integer",
						"minimum": 1,
						"maximum": 65535
					},
					"path": {
						"type": "string",
						"pattern": "^/",
						"default": "/mcp"
					},
					"pin": { "$ref": "#/definitions/pin" }
				}
			},
			{
				"type": "object",
				"additionalProperties": false,
				"required": ["url"],
				"properties": {
					"url": {
						"type": "string",
						"pattern": "^https?://"
					},
					"credential": {
						"type": "string",
						"pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
						"description": "A key that the policy allows and binds to this host. The gateway presents a lease of it, and the agent has none."
					},
					"pin": { "$ref": "#/definitions/pin" }
				}
			},
			{
				"type": "object",
				"additionalProperties": false,
				"required": ["command"],
				"properties": {
					"command": {
						"type": "array",
						"minItems": 1,
						"items": { "type": "string" },
						"description": "A server that speaks over its standard input and output, with all its arguments."
					},
					"image": {
						"type": "string",
						"minLength": 1,
						"description": "Where the command runs, in a container of its own. Default: the image of the sidecars, which holds Node."
					},
					"service": {
						"type": "string",
						"minLength": 1,
						"description": "A service of this file in which the command runs, instead of an image."
					},
					"environment": {
						"type": "object",
						"propertyNames": { "pattern": "^[A-Za-z_][A-Za-z0-9_]*$" },
						"additionalProperties": { "type": [
							"string",
							"number",
							"boolean",
							"null"
						] },
						"description": "Variables of a server with an image. Keys that the policy allows become leases."
					},
					"pin": { "$ref": "#/definitions/pin" }
				}
			}
		] },
		"pin": {
			"type": "boolean",
			"default": false,
			"description": "What the server says of its tools, prompts and resources counts as it was first seen. What has changed is blocked until somebody accepts it: governance mcp pins."
		}
	}
};
const schema31 = {
	"type": "string",
	"pattern": "^https?://[^/?#@\\s]+/?$",
	"description": "http://HOST:PORT or https://HOST:PORT, without user and password. With https:// the proxy is spoken to over TLS and verified against the public roots and egress.certificates."
};
const func2 = Object.prototype.hasOwnProperty;
const func3 = require_ucs2length().default;
const pattern0 = /* @__PURE__ */ new RegExp("^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$", "u");
const pattern3 = /* @__PURE__ */ new RegExp("^[A-Za-z_][A-Za-z0-9_]*$", "u");
const pattern10 = /* @__PURE__ */ new RegExp("^https?://[^/?#@\\s]+/?$", "u");
const schema17 = { "anyOf": [
	{
		"type": "object",
		"additionalProperties": false,
		"required": ["service", "port"],
		"properties": {
			"service": {
				"type": "string",
				"minLength": 1
			},
			"port": {
				"type": "integer",
				"minimum": 1,
				"maximum": 65535
			},
			"path": {
				"type": "string",
				"pattern": "^/",
				"default": "/mcp"
			},
			"pin": { "$ref": "#/definitions/pin" }
		}
	},
	{
		"type": "object",
		"additionalProperties": false,
		"required": ["url"],
		"properties": {
			"url": {
				"type": "string",
				"pattern": "^https?://"
			},
			"credential": {
				"type": "string",
				"pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
				"description": "A key that the policy allows and binds to this host. The gateway presents a lease of it, and the agent has none."
			},
			"pin": { "$ref": "#/definitions/pin" }
		}
	},
	{
		"type": "object",
		"additionalProperties": false,
		"required": ["command"],
		"properties": {
			"command": {
				"type": "array",
				"minItems": 1,
				"items": { "type": "string" },
				"description": "A server that speaks over its standard input and output, with all its arguments."
			},
			"image": {
				"type": "string",
				"minLength": 1,
				"description": "Where the command runs, in a container of its own. Default: the image of the sidecars, which holds Node."
			},
			"service": {
				"type": "string",
				"minLength": 1,
				"description": "A service of this file in which the command runs, instead of an image."
			},
			"environment": {
				"type": "object",
				"propertyNames": { "pattern": "^[A-Za-z_][A-Za-z0-9_]*$" },
				"additionalProperties": { "type": [
					"string",
					"number",
					"boolean",
					"null"
				] },
				"description": "Variables of a server with an image. Keys that the policy allows become leases."
			},
			"pin": { "$ref": "#/definitions/pin" }
		}
	}
] };
const schema18 = {
	"type": "boolean",
	"default": false,
	"description": "What the server says of its tools, prompts and resources counts as it was first seen. What has changed is blocked until somebody accepts it: governance mcp pins."
};
const pattern1 = /* @__PURE__ */ new RegExp("^/", "u");
const pattern2 = /* @__PURE__ */ new RegExp("^https?://", "u");
function validate15(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
	let vErrors = null;
	let errors = 0;
	const _errs0 = errors;
	let valid0 = false;
	const _errs1 = errors;
	if (data && typeof data == "object" && !Array.isArray(data)) {
		if (data.service === void 0) {
			const err0 = {
				instancePath,
				schemaPath: "#/anyOf/0/required",
				keyword: "required",
				params: { missingProperty: "service" },
				message: "must have required property 'service'",
				schema: schema17.anyOf[0].required,
				parentSchema: schema17.anyOf[0],
				data
			};
			if (vErrors === null) vErrors = [err0];
			else vErrors.push(err0);
			errors++;
		}
		if (data.port === void 0) {
			const err1 = {
				instancePath,
				schemaPath: "#/anyOf/0/required",
				keyword: "required",
				params: { missingProperty: "port" },
				message: "must have required property 'port'",
				schema: schema17.anyOf[0].required,
				parentSchema: schema17.anyOf[0],
				data
			};
			if (vErrors === null) vErrors = [err1];
			else vErrors.push(err1);
			errors++;
		}
		for (const key0 in data) if (!(key0 === "service" || key0 === "port" || key0 === "path" || key0 === "pin")) {
			const err2 = {
				instancePath,
				schemaPath: "#/anyOf/0/additionalProperties",
				keyword: "additionalProperties",
				params: { additionalProperty: key0 },
				message: "must NOT have additional properties",
				schema: false,
				parentSchema: schema17.anyOf[0],
				data
			};
			if (vErrors === null) vErrors = [err2];
			else vErrors.push(err2);
			errors++;
		}
		if (data.service !== void 0) {
			let data0 = data.service;
			if (typeof data0 === "string") {
				if (func3(data0) < 1) {
					const err3 = {
						instancePath: instancePath + "/service",
						schemaPath: "#/anyOf/0/properties/service/minLength",
						keyword: "minLength",
						params: { limit: 1 },
						message: "must NOT have fewer than 1 characters",
						schema: 1,
						parentSchema: schema17.anyOf[0].properties.service,
						data: data0
					};
					if (vErrors === null) vErrors = [err3];
					else vErrors.push(err3);
					errors++;
				}
			} else {
				const err4 = {
					instancePath: instancePath + "/service",
					schemaPath: "#/anyOf/0/properties/service/type",
					keyword: "type",
					params: { type: "string" },
					message: "must be string",
					schema: schema17.anyOf[0].properties.service.type,
					parentSchema: schema17.anyOf[0].properties.service,
					data: data0
				};
				if (vErrors === null) vErrors = [err4];
				else vErrors.push(err4);
				errors++;
			}
		}
		if (data.port !== void 0) {
			let data1 = data.port;
			if (!(typeof data1 == "number" && !(data1 % 1) && !isNaN(data1) && isFinite(data1))) {
				const err5 = {
					instancePath: instancePath + "/port",
					schemaPath: "#/anyOf/0/properties/port/type",
					keyword: "type",
					params: { type: "integer" },
					message: "must be integer",
					schema: schema17.anyOf[0].properties.port.type,
					parentSchema: schema17.anyOf[0].properties.port,
					data: data1
				};
				if (vErrors === null) vErrors = [err5];
				else vErrors.push(err5);
				errors++;
			}
			if (typeof data1 == "number" && isFinite(data1)) {
				if (data1 > 65535 || isNaN(data1)) {
					const err6 = {
						instancePath: instancePath + "/port",
						schemaPath: "#/anyOf/0/properties/port/maximum",
						keyword: "maximum",
						params: {
							comparison: "<=",
							limit: 65535
						},
						message: "must be <= 65535",
						schema: 65535,
						parentSchema: schema17.anyOf[0].properties.port,
						data: data1
					};
					if (vErrors === null) vErrors = [err6];
					else vErrors.push(err6);
					errors++;
				}
				if (data1 < 1 || isNaN(data1)) {
					const err7 = {
						instancePath: instancePath + "/port",
						schemaPath: "#/anyOf/0/properties/port/minimum",
						keyword: "minimum",
						params: {
							comparison: ">=",
							limit: 1
						},
						message: "must be >= 1",
						schema: 1,
						parentSchema: schema17.anyOf[0].properties.port,
						data: data1
					};
					if (vErrors === null) vErrors = [err7];
					else vErrors.push(err7);
					errors++;
				}
			}
		}
		if (data.path !== void 0) {
			let data2 = data.path;
			if (typeof data2 === "string") {
				if (!pattern1.test(data2)) {
					const err8 = {
						instancePath: instancePath + "/path",
						schemaPath: "#/anyOf/0/properties/path/pattern",
						keyword: "pattern",
						params: { pattern: "^/" },
						message: "must match pattern \"^/\"",
						schema: "^/",
						parentSchema: schema17.anyOf[0].properties.path,
						data: data2
					};
					if (vErrors === null) vErrors = [err8];
					else vErrors.push(err8);
					errors++;
				}
			} else {
				const err9 = {
					instancePath: instancePath + "/path",
					schemaPath: "#/anyOf/0/properties/path/type",
					keyword: "type",
					params: { type: "string" },
					message: "must be string",
					schema: schema17.anyOf[0].properties.path.type,
					parentSchema: schema17.anyOf[0].properties.path,
					data: data2
				};
				if (vErrors === null) vErrors = [err9];
				else vErrors.push(err9);
				errors++;
			}
		}
		if (data.pin !== void 0) {
			let data3 = data.pin;
			if (typeof data3 !== "boolean") {
				const err10 = {
					instancePath: instancePath + "/pin",
					schemaPath: "#/definitions/pin/type",
					keyword: "type",
					params: { type: "boolean" },
					message: "must be boolean",
					schema: schema18.type,
					parentSchema: schema18,
					data: data3
				};
				if (vErrors === null) vErrors = [err10];
				else vErrors.push(err10);
				errors++;
			}
		}
	} else {
		const err11 = {
			instancePath,
			schemaPath: "#/anyOf/0/type",
			keyword: "type",
			params: { type: "object" },
			message: "must be object",
			schema: schema17.anyOf[0].type,
			parentSchema: schema17.anyOf[0],
			data
		};
		if (vErrors === null) vErrors = [err11];
		else vErrors.push(err11);
		errors++;
	}
	var _valid0 = _errs1 === errors;
	valid0 = valid0 || _valid0;
	if (!valid0) {
		const _errs13 = errors;
		if (data && typeof data == "object" && !Array.isArray(data)) {
			if (data.url === void 0) {
				const err12 = {
					instancePath,
					schemaPath: "#/anyOf/1/required",
					keyword: "required",
					params: { missingProperty: "url" },
					message: "must have required property 'url'",
					schema: schema17.anyOf[1].required,
					parentSchema: schema17.anyOf[1],
					data
				};
				if (vErrors === null) vErrors = [err12];
				else vErrors.push(err12);
				errors++;
			}
			for (const key1 in data) if (!(key1 === "url" || key1 === "credential" || key1 === "pin")) {
				const err13 = {
					instancePath,
					schemaPath: "#/anyOf/1/additionalProperties",
					keyword: "additionalProperties",
					params: { additionalProperty: key1 },
					message: "must NOT have additional properties",
					schema: false,
					parentSchema: schema17.anyOf[1],
					data
				};
				if (vErrors === null) vErrors = [err13];
				else vErrors.push(err13);
				errors++;
			}
			if (data.url !== void 0) {
				let data4 = data.url;
				if (typeof data4 === "string") {
					if (!pattern2.test(data4)) {
						const err14 = {
							instancePath: instancePath + "/url",
							schemaPath: "#/anyOf/1/properties/url/pattern",
							keyword: "pattern",
							params: { pattern: "^https?://" },
							message: "must match pattern \"^https?://\"",
							schema: "^https?://",
							parentSchema: schema17.anyOf[1].properties.url,
							data: data4
						};
						if (vErrors === null) vErrors = [err14];
						else vErrors.push(err14);
						errors++;
					}
				} else {
					const err15 = {
						instancePath: instancePath + "/url",
						schemaPath: "#/anyOf/1/properties/url/type",
						keyword: "type",
						params: { type: "string" },
						message: "must be string",
						schema: schema17.anyOf[1].properties.url.type,
						parentSchema: schema17.anyOf[1].properties.url,
						data: data4
					};
					if (vErrors === null) vErrors = [err15];
					else vErrors.push(err15);
					errors++;
				}
			}
			if (data.credential !== void 0) {
				let data5 = data.credential;
				if (typeof data5 === "string") {
					if (!pattern3.test(data5)) {
						const err16 = {
							instancePath: instancePath + "/credential",
							schemaPath: "#/anyOf/1/properties/credential/pattern",
							keyword: "pattern",
							params: { pattern: "^[A-Za-z_][A-Za-z0-9_]*$" },
							message: "must match pattern \"^[A-Za-z_][A-Za-z0-9_]*$\"",
							schema: "^[A-Za-z_][A-Za-z0-9_]*$",
							parentSchema: schema17.anyOf[1].properties.credential,
							data: data5
						};
						if (vErrors === null) vErrors = [err16];
						else vErrors.push(err16);
						errors++;
					}
				} else {
					const err17 = {
						instancePath: instancePath + "/credential",
						schemaPath: "#/anyOf/1/properties/credential/type",
						keyword: "type",
						params: { type: "string" },
						message: "must be string",
						schema: schema17.anyOf[1].properties.credential.type,
						parentSchema: schema17.anyOf[1].properties.credential,
						data: data5
					};
					if (vErrors === null) vErrors = [err17];
					else vErrors.push(err17);
					errors++;
				}
			}
			if (data.pin !== void 0) {
				let data6 = data.pin;
				if (typeof data6 !== "boolean") {
					const err18 = {
						instancePath: instancePath + "/pin",
						schemaPath: "#/definitions/pin/type",
						keyword: "type",
						params: { type: "boolean" },
						message: "must be boolean",
						schema: schema18.type,
						parentSchema: schema18,
						data: data6
					};
					if (vErrors === null) vErrors = [err18];
					else vErrors.push(err18);
					errors++;
				}
			}
		} else {
			const err19 = {
				instancePath,
				schemaPath: "#/anyOf/1/type",
				keyword: "type",
				params: { type: "object" },
				message: "must be object",
				schema: schema17.anyOf[1].type,
				parentSchema: schema17.anyOf[1],
				data
			};
			if (vErrors === null) vErrors = [err19];
			else vErrors.push(err19);
			errors++;
		}
		var _valid0 = _errs13 === errors;
		valid0 = valid0 || _valid0;
		if (!valid0) {
			const _errs23 = errors;
			if (data && typeof data == "object" && !Array.isArray(data)) {
				if (data.command === void 0) {
					const err20 = {
						instancePath,
						schemaPath: "#/anyOf/2/required",
						keyword: "required",
						params: { missingProperty: "command" },
						message: "must have required property 'command'",
						schema: schema17.anyOf[2].required,
						parentSchema: schema17.anyOf[2],
						data
					};
					if (vErrors === null) vErrors = [err20];
					else vErrors.push(err20);
					errors++;
				}
				for (const key2 in data) if (!(key2 === "command" || key2 === "image" || key2 === "service" || key2 === "environment" || key2 === "pin")) {
					const err21 = {
						instancePath,
						schemaPath: "#/anyOf/2/additionalProperties",
						keyword: "additionalProperties",
						params: { additionalProperty: key2 },
						message: "must NOT have additional properties",
						schema: false,
						parentSchema: schema17.anyOf[2],
						data
					};
					if (vErrors === null) vErrors = [err21];
					else vErrors.push(err21);
					errors++;
				}
				if (data.command !== void 0) {
					let data7 = data.command;
					if (Array.isArray(data7)) {
						if (data7.length < 1) {
							const err22 = {
								instancePath: instancePath + "/command",
								schemaPath: "#/anyOf/2/properties/command/minItems",
								keyword: "minItems",
								params: { limit: 1 },
								message: "must NOT have fewer than 1 items",
								schema: 1,
								parentSchema: schema17.anyOf[2].properties.command,
								data: data7
							};
							if (vErrors === null) vErrors = [err22];
							else vErrors.push(err22);
							errors++;
						}
						const len0 = data7.length;
						for (let i0 = 0; i0 < len0; i0++) {
							let data8 = data7[i0];
							if (typeof data8 !== "string") {
								const err23 = {
									instancePath: instancePath + "/command/" + i0,
									schemaPath: "#/anyOf/2/properties/command/items/type",
									keyword: "type",
									params: { type: "string" },
									message: "must be string",
									schema: schema17.anyOf[2].properties.command.items.type,
									parentSchema: schema17.anyOf[2].properties.command.items,
									data: data8
								};
								if (vErrors === null) vErrors = [err23];
								else vErrors.push(err23);
								errors++;
							}
						}
					} else {
						const err24 = {
							instancePath: instancePath + "/command",
							schemaPath: "#/anyOf/2/properties/command/type",
							keyword: "type",
							params: { type: "array" },
							message: "must be array",
							schema: schema17.anyOf[2].properties.command.type,
							parentSchema: schema17.anyOf[2].properties.command,
							data: data7
						};
						if (vErrors === null) vErrors = [err24];
						else vErrors.push(err24);
						errors++;
					}
				}
				if (data.image !== void 0) {
					let data9 = data.image;
					if (typeof data9 === "string") {
						if (func3(data9) < 1) {
							const err25 = {
								instancePath: instancePath + "/image",
								schemaPath: "#/anyOf/2/properties/image/minLength",
								keyword: "minLength",
								params: { limit: 1 },
								message: "must NOT have fewer than 1 characters",
								schema: 1,
								parentSchema: schema17.anyOf[2].properties.image,
								data: data9
							};
							if (vErrors === null) vErrors = [err25];
							else vErrors.push(err25);
							errors++;
						}
					} else {
						const err26 = {
							instancePath: instancePath + "/image",
							schemaPath: "#/anyOf/2/properties/image/type",
							keyword: "type",
							params: { type: "string" },
							message: "must be string",
							schema: schema17.anyOf[2].properties.image.type,
							parentSchema: schema17.anyOf[2].properties.image,
							data: data9
						};
						if (vErrors === null) vErrors = [err26];
						else vErrors.push(err26);
						errors++;
					}
				}
				if (data.service !== void 0) {
					let data10 = data.service;
					if (typeof data10 === "string") {
						if (func3(data10) < 1) {
							const err27 = {
								instancePath: instancePath + "/service",
								schemaPath: "#/anyOf/2/properties/service/minLength",
								keyword: "minLength",
								params: { limit: 1 },
								message: "must NOT have fewer than 1 characters",
								schema: 1,
								parentSchema: schema17.anyOf[2].properties.service,
								data: data10
							};
							if (vErrors === null) vErrors = [err27];
							else vErrors.push(err27);
							errors++;
						}
					} else {
						const err28 = {
							instancePath: instancePath + "/service",
							schemaPath: "#/anyOf/2/properties/service/type",
							keyword: "type",
							params: { type: "string" },
							message: "must be string",
							schema: schema17.anyOf[2].properties.service.type,
							parentSchema: schema17.anyOf[2].properties.service,
							data: data10
						};
						if (vErrors === null) vErrors = [err28];
						else vErrors.push(err28);
						errors++;
					}
				}
				if (data.environment !== void 0) {
					let data11 = data.environment;
					if (data11 && typeof data11 == "object" && !Array.isArray(data11)) {
						for (const key3 in data11) {
							const _errs36 = errors;
							if (typeof key3 === "string") {
								if (!pattern3.test(key3)) {
									const err29 = {
										instancePath: instancePath + "/environment",
										schemaPath: "#/anyOf/2/properties/environment/propertyNames/pattern",
										keyword: "pattern",
										params: { pattern: "^[A-Za-z_][A-Za-z0-9_]*$" },
										message: "must match pattern \"^[A-Za-z_][A-Za-z0-9_]*$\"",
										schema: "^[A-Za-z_][A-Za-z0-9_]*$",
										parentSchema: schema17.anyOf[2].properties.environment.propertyNames,
										data: key3,
										propertyName: key3
									};
									if (vErrors === null) vErrors = [err29];
									else vErrors.push(err29);
									errors++;
								}
							}
							if (!(_errs36 === errors)) {
								const err30 = {
									instancePath: instancePath + "/environment",
									schemaPath: "#/anyOf/2/properties/environment/propertyNames",
									keyword: "propertyNames",
									params: { propertyName: key3 },
									message: "property name must be valid",
									schema: schema17.anyOf[2].properties.environment.propertyNames,
									parentSchema: schema17.anyOf[2].properties.environment,
									data: data11
								};
								if (vErrors === null) vErrors = [err30];
								else vErrors.push(err30);
								errors++;
							}
						}
						for (const key4 in data11) {
							let data12 = data11[key4];
							if (typeof data12 !== "string" && !(typeof data12 == "number" && isFinite(data12)) && typeof data12 !== "boolean" && data12 !== null) {
								const err31 = {
									instancePath: instancePath + "/environment/" + key4.replace(/~/g, "~0").replace(/\//g, "~1"),
									schemaPath: "#/anyOf/2/properties/environment/additionalProperties/type",
									keyword: "type",
									params: { type: schema17.anyOf[2].properties.environment.additionalProperties.type },
									message: "must be string,number,boolean,null",
									schema: schema17.anyOf[2].properties.environment.additionalProperties.type,
									parentSchema: schema17.anyOf[2].properties.environment.additionalProperties,
									data: data12
								};
								if (vErrors === null) vErrors = [err31];
								else vErrors.push(err31);
								errors++;
							}
						}
					} else {
						const err32 = {
							instancePath: instancePath + "/environment",
							schemaPath: "#/anyOf/2/properties/environment/type",
							keyword: "type",
							params: { type: "object" },
							message: "must be object",
							schema: schema17.anyOf[2].properties.environment.type,
							parentSchema: schema17.anyOf[2].properties.environment,
							data: data11
						};
						if (vErrors === null) vErrors = [err32];
						else vErrors.push(err32);
						errors++;
					}
				}
				if (data.pin !== void 0) {
					let data13 = data.pin;
					if (typeof data13 !== "boolean") {
						const err33 = {
							instancePath: instancePath + "/pin",
							schemaPath: "#/definitions/pin/type",
							keyword: "type",
							params: { type: "boolean" },
							message: "must be boolean",
							schema: schema18.type,
							parentSchema: schema18,
							data: data13
						};
						if (vErrors === null) vErrors = [err33];
						else vErrors.push(err33);
						errors++;
					}
				}
			} else {
				const err34 = {
					instancePath,
					schemaPath: "#/anyOf/2/type",
					keyword: "type",
					params: { type: "object" },
					message: "must be object",
					schema: schema17.anyOf[2].type,
					parentSchema: schema17.anyOf[2],
					data
				};
				if (vErrors === null) vErrors = [err34];
				else vErrors.push(err34);
				errors++;
			}
			var _valid0 = _errs23 === errors;
			valid0 = valid0 || _valid0;
		}
	}
	if (!valid0) {
		const err35 = {
			instancePath,
			schemaPath: "#/anyOf",
			keyword: "anyOf",
			params: {},
			message: "must match a schema in anyOf",
			schema: schema17.anyOf,
			parentSchema: schema17,
			data
		};
		if (vErrors === null) vErrors = [err35];
		else vErrors.push(err35);
		errors++;
	} else {
		errors = _errs0;
		if (vErrors !== null) {
			if (_errs0) vErrors.length = _errs0;
			else vErrors = null;
		}
	}
	validate15.errors = vErrors;
	return errors === 0;
}
const schema21 = {
	"type": "object",
	"additionalProperties": false,
	"minProperties": 1,
	"maxProperties": 1,
	"description": "Where the secret of a key comes from: one of these.",
	"properties": {
		"environment": { "$ref": "#/definitions/variable" },
		"file": { "$ref": "#/definitions/secretFile" },
		"command": { "$ref": "#/definitions/secretCommand" },
		"secret": {
			"type": "string",
			"minLength": 1,
			"description": "An entry of the top-level secrets of this file. The broker alone gets it."
		},
		"githubApp": {
			"type": "object",
			"additionalProperties": false,
			"required": [
				"appId",
				"installationId",
				"privateKey"
			],
			"description": "Installation tokens of a GitHub App: one hour each, renewed early.",
			"properties": {
				"appId": {
					"type": ["string", "integer"],
					"minLength": 1
				},
				"installationId": {
					"type": ["string", "integer"],
					"minLength": 1
				},
				"privateKey": { "$ref": "#/definitions/heldSecret" },
				"repositories": {
					"type": "array",
					"minItems": 1,
					"items": {
						"type": "string",
						"minLength": 1
					}
				},
				"permissions": {
					"type": "object",
					"minProperties": 1,
					"additionalProperties": { "enum": [
						"read",
						"write",
						"admin"
					] }
				},
				"apiUrl": { "$ref": "#/definitions/tokenServer" }
			}
		},
		"clientCredentials": {
			"type": "object",
			"additionalProperties": false,
			"required": [
				"tokenUrl",
				"clientId",
				"clientSecret"
			],
			"description": "Access tokens by the OAuth 2.0 client credentials grant.",
			"properties": {
				"tokenUrl": { "$ref": "#/definitions/tokenServer" },
				"clientId": {
					"type": "string",
					"minLength": 1
				},
				"clientSecret": { "$ref": "#/definitions/heldSecret" },
				"scope": {
					"type": "string",
					"minLength": 1
				},
				"audience": {
					"type": "string",
					"minLength": 1
				},
				"authentication": {
					"enum": ["header", "body"],
					"default": "header"
				}
			}
		}
	}
};
const schema22 = {
	"type": "string",
	"pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
	"description": "A variable where the command is called."
};
const schema23 = {
	"type": "string",
	"minLength": 1,
	"description": "A file of the caller's. Relative to this file; ~ is the caller's home."
};
const schema24 = {
	"type": "array",
	"minItems": 1,
	"items": {
		"type": "string",
		"minLength": 1
	},
	"description": "A command of the caller's that prints the secret. Run without a shell, in the caller's home."
};
const schema29 = {
	"type": "string",
	"pattern": "^https://[^@]+$",
	"description": "An address that gives tokens. The broker reaches its host and no other."
};
const pattern8 = /* @__PURE__ */ new RegExp("^https://[^@]+$", "u");
const schema25 = {
	"type": "object",
	"additionalProperties": false,
	"minProperties": 1,
	"maxProperties": 1,
	"properties": {
		"environment": { "$ref": "#/definitions/variable" },
		"file": { "$ref": "#/definitions/secretFile" },
		"command": { "$ref": "#/definitions/secretCommand" }
	}
};
function validate18(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
	let vErrors = null;
	let errors = 0;
	if (data && typeof data == "object" && !Array.isArray(data)) {
		if (Object.keys(data).length > 1) {
			const err0 = {
				instancePath,
				schemaPath: "#/maxProperties",
				keyword: "maxProperties",
				params: { limit: 1 },
				message: "must NOT have more than 1 properties",
				schema: 1,
				parentSchema: schema25,
				data
			};
			if (vErrors === null) vErrors = [err0];
			else vErrors.push(err0);
			errors++;
		}
		if (Object.keys(data).length < 1) {
			const err1 = {
				instancePath,
				schemaPath: "#/minProperties",
				keyword: "minProperties",
				params: { limit: 1 },
				message: "must NOT have fewer than 1 properties",
				schema: 1,
				parentSchema: schema25,
				data
			};
			if (vErrors === null) vErrors = [err1];
			else vErrors.push(err1);
			errors++;
		}
		for (const key0 in data) if (!(key0 === "environment" || key0 === "file" || key0 === "command")) {
			const err2 = {
				instancePath,
				schemaPath: "#/additionalProperties",
				keyword: "additionalProperties",
				params: { additionalProperty: key0 },
				message: "must NOT have additional properties",
				schema: false,
				parentSchema: schema25,
				data
			};
			if (vErrors === null) vErrors = [err2];
			else vErrors.push(err2);
			errors++;
		}
		if (data.environment !== void 0) {
			let data0 = data.environment;
			if (typeof data0 === "string") {
				if (!pattern3.test(data0)) {
					const err3 = {
						instancePath: instancePath + "/environment",
						schemaPath: "#/definitions/variable/pattern",
						keyword: "pattern",
						params: { pattern: "^[A-Za-z_][A-Za-z0-9_]*$" },
						message: "must match pattern \"^[A-Za-z_][A-Za-z0-9_]*$\"",
						schema: "^[A-Za-z_][A-Za-z0-9_]*$",
						parentSchema: schema22,
						data: data0
					};
					if (vErrors === null) vErrors = [err3];
					else vErrors.push(err3);
					errors++;
				}
			} else {
				const err4 = {
					instancePath: instancePath + "/environment",
					schemaPath: "#/definitions/variable/type",
					keyword: "type",
					params: { type: "string" },
					message: "must be string",
					schema: schema22.type,
					parentSchema: schema22,
					data: data0
				};
				if (vErrors === null) vErrors = [err4];
				else vErrors.push(err4);
				errors++;
			}
		}
		if (data.file !== void 0) {
			let data1 = data.file;
			if (typeof data1 === "string") {
				if (func3(data1) < 1) {
					const err5 = {
						instancePath: instancePath + "/file",
						schemaPath: "#/definitions/secretFile/minLength",
						keyword: "minLength",
						params: { limit: 1 },
						message: "must NOT have fewer than 1 characters",
						schema: 1,
						parentSchema: schema23,
						data: data1
					};
					if (vErrors === null) vErrors = [err5];
					else vErrors.push(err5);
					errors++;
				}
			} else {
				const err6 = {
					instancePath: instancePath + "/file",
					schemaPath: "#/definitions/secretFile/type",
					keyword: "type",
					params: { type: "string" },
					message: "must be string",
					schema: schema23.type,
					parentSchema: schema23,
					data: data1
				};
				if (vErrors === null) vErrors = [err6];
				else vErrors.push(err6);
				errors++;
			}
		}
		if (data.command !== void 0) {
			let data2 = data.command;
			if (Array.isArray(data2)) {
				if (data2.length < 1) {
					const err7 = {
						instancePath: instancePath + "/command",
						schemaPath: "#/definitions/secretCommand/minItems",
						keyword: "minItems",
						params: { limit: 1 },
						message: "must NOT have fewer than 1 items",
						schema: 1,
						parentSchema: schema24,
						data: data2
					};
					if (vErrors === null) vErrors = [err7];
					else vErrors.push(err7);
					errors++;
				}
				const len0 = data2.length;
				for (let i0 = 0; i0 < len0; i0++) {
					let data3 = data2[i0];
					if (typeof data3 === "string") {
						if (func3(data3) < 1) {
							const err8 = {
								instancePath: instancePath + "/command/" + i0,
								schemaPath: "#/definitions/secretCommand/items/minLength",
								keyword: "minLength",
								params: { limit: 1 },
								message: "must NOT have fewer than 1 characters",
								schema: 1,
								parentSchema: schema24.items,
								data: data3
							};
							if (vErrors === null) vErrors = [err8];
							else vErrors.push(err8);
							errors++;
						}
					} else {
						const err9 = {
							instancePath: instancePath + "/command/" + i0,
							schemaPath: "#/definitions/secretCommand/items/type",
							keyword: "type",
							params: { type: "string" },
							message: "must be string",
							schema: schema24.items.type,
							parentSchema: schema24.items,
							data: data3
						};
						if (vErrors === null) vErrors = [err9];
						else vErrors.push(err9);
						errors++;
					}
				}
			} else {
				const err10 = {
					instancePath: instancePath + "/command",
					schemaPath: "#/definitions/secretCommand/type",
					keyword: "type",
					params: { type: "array" },
					message: "must be array",
					schema: schema24.type,
					parentSchema: schema24,
					data: data2
				};
				if (vErrors === null) vErrors = [err10];
				else vErrors.push(err10);
				errors++;
			}
		}
	} else {
		const err11 = {
			instancePath,
			schemaPath: "#/type",
			keyword: "type",
			params: { type: "object" },
			message: "must be object",
			schema: schema25.type,
			parentSchema: schema25,
			data
		};
		if (vErrors === null) vErrors = [err11];
		else vErrors.push(err11);
		errors++;
	}
	validate18.errors = vErrors;
	return errors === 0;
}
function validate17(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
	let vErrors = null;
	let errors = 0;
	if (data && typeof data == "object" && !Array.isArray(data)) {
		if (Object.keys(data).length > 1) {
			const err0 = {
				instancePath,
				schemaPath: "#/maxProperties",
				keyword: "maxProperties",
				params: { limit: 1 },
				message: "must NOT have more than 1 properties",
				schema: 1,
				parentSchema: schema21,
				data
			};
			if (vErrors === null) vErrors = [err0];
			else vErrors.push(err0);
			errors++;
		}
		if (Object.keys(data).length < 1) {
			const err1 = {
				instancePath,
				schemaPath: "#/minProperties",
				keyword: "minProperties",
				params: { limit: 1 },
				message: "must NOT have fewer than 1 properties",
				schema: 1,
				parentSchema: schema21,
				data
			};
			if (vErrors === null) vErrors = [err1];
			else vErrors.push(err1);
			errors++;
		}
		for (const key0 in data) if (!(key0 === "environment" || key0 === "file" || key0 === "command" || key0 === "secret" || key0 === "githubApp" || key0 === "clientCredentials")) {
			const err2 = {
				instancePath,
				schemaPath: "#/additionalProperties",
				keyword: "additionalProperties",
				params: { additionalProperty: key0 },
				message: "must NOT have additional properties",
				schema: false,
				parentSchema: schema21,
				data
			};
			if (vErrors === null) vErrors = [err2];
			else vErrors.push(err2);
			errors++;
		}
		if (data.environment !== void 0) {
			let data0 = data.environment;
			if (typeof data0 === "string") {
				if (!pattern3.test(data0)) {
					const err3 = {
						instancePath: instancePath + "/environment",
						schemaPath: "#/definitions/variable/pattern",
						keyword: "pattern",
						params: { pattern: "^[A-Za-z_][A-Za-z0-9_]*$" },
						message: "must match pattern \"^[A-Za-z_][A-Za-z0-9_]*$\"",
						schema: "^[A-Za-z_][A-Za-z0-9_]*$",
						parentSchema: schema22,
						data: data0
					};
					if (vErrors === null) vErrors = [err3];
					else vErrors.push(err3);
					errors++;
				}
			} else {
				const err4 = {
					instancePath: instancePath + "/environment",
					schemaPath: "#/definitions/variable/type",
					keyword: "type",
					params: { type: "string" },
					message: "must be string",
					schema: schema22.type,
					parentSchema: schema22,
					data: data0
				};
				if (vErrors === null) vErrors = [err4];
				else vErrors.push(err4);
				errors++;
			}
		}
		if (data.file !== void 0) {
			let data1 = data.file;
			if (typeof data1 === "string") {
				if (func3(data1) < 1) {
					const err5 = {
						instancePath: instancePath + "/file",
						schemaPath: "#/definitions/secretFile/minLength",
						keyword: "minLength",
						params: { limit: 1 },
						message: "must NOT have fewer than 1 characters",
						schema: 1,
						parentSchema: schema23,
						data: data1
					};
					if (vErrors === null) vErrors = [err5];
					else vErrors.push(err5);
					errors++;
				}
			} else {
				const err6 = {
					instancePath: instancePath + "/file",
					schemaPath: "#/definitions/secretFile/type",
					keyword: "type",
					params: { type: "string" },
					message: "must be string",
					schema: schema23.type,
					parentSchema: schema23,
					data: data1
				};
				if (vErrors === null) vErrors = [err6];
				else vErrors.push(err6);
				errors++;
			}
		}
		if (data.command !== void 0) {
			let data2 = data.command;
			if (Array.isArray(data2)) {
				if (data2.length < 1) {
					const err7 = {
						instancePath: instancePath + "/command",
						schemaPath: "#/definitions/secretCommand/minItems",
						keyword: "minItems",
						params: { limit: 1 },
						message: "must NOT have fewer than 1 items",
						schema: 1,
						parentSchema: schema24,
						data: data2
					};
					if (vErrors === null) vErrors = [err7];
					else vErrors.push(err7);
					errors++;
				}
				const len0 = data2.length;
				for (let i0 = 0; i0 < len0; i0++) {
					let data3 = data2[i0];
					if (typeof data3 === "string") {
						if (func3(data3) < 1) {
							const err8 = {
								instancePath: instancePath + "/command/" + i0,
								schemaPath: "#/definitions/secretCommand/items/minLength",
								keyword: "minLength",
								params: { limit: 1 },
								message: "must NOT have fewer than 1 characters",
								schema: 1,
								parentSchema: schema24.items,
								data: data3
							};
							if (vErrors === null) vErrors = [err8];
							else vErrors.push(err8);
							errors++;
						}
					} else {
						const err9 = {
							instancePath: instancePath + "/command/" + i0,
							schemaPath: "#/definitions/secretCommand/items/type",
							keyword: "type",
							params: { type: "string" },
							message: "must be string",
							schema: schema24.items.type,
							parentSchema: schema24.items,
							data: data3
						};
						if (vErrors === null) vErrors = [err9];
						else vErrors.push(err9);
						errors++;
					}
				}
			} else {
				const err10 = {
					instancePath: instancePath + "/command",
					schemaPath: "#/definitions/secretCommand/type",
					keyword: "type",
					params: { type: "array" },
					message: "must be array",
					schema: schema24.type,
					parentSchema: schema24,
					data: data2
				};
				if (vErrors === null) vErrors = [err10];
				else vErrors.push(err10);
				errors++;
			}
		}
		if (data.secret !== void 0) {
			let data4 = data.secret;
			if (typeof data4 === "string") {
				if (func3(data4) < 1) {
					const err11 = {
						instancePath: instancePath + "/secret",
						schemaPath: "#/properties/secret/minLength",
						keyword: "minLength",
						params: { limit: 1 },
						message: "must NOT have fewer than 1 characters",
						schema: 1,
						parentSchema: schema21.properties.secret,
						data: data4
					};
					if (vErrors === null) vErrors = [err11];
					else vErrors.push(err11);
					errors++;
				}
			} else {
				const err12 = {
					instancePath: instancePath + "/secret",
					schemaPath: "#/properties/secret/type",
					keyword: "type",
					params: { type: "string" },
					message: "must be string",
					schema: schema21.properties.secret.type,
					parentSchema: schema21.properties.secret,
					data: data4
				};
				if (vErrors === null) vErrors = [err12];
				else vErrors.push(err12);
				errors++;
			}
		}
		if (data.githubApp !== void 0) {
			let data5 = data.githubApp;
			if (data5 && typeof data5 == "object" && !Array.isArray(data5)) {
				if (data5.appId === void 0) {
					const err13 = {
						instancePath: instancePath + "/githubApp",
						schemaPath: "#/properties/githubApp/required",
						keyword: "required",
						params: { missingProperty: "appId" },
						message: "must have required property 'appId'",
						schema: schema21.properties.githubApp.required,
						parentSchema: schema21.properties.githubApp,
						data: data5
					};
					if (vErrors === null) vErrors = [err13];
					else vErrors.push(err13);
					errors++;
				}
				if (data5.installationId === void 0) {
					const err14 = {
						instancePath: instancePath + "/githubApp",
						schemaPath: "#/properties/githubApp/required",
						keyword: "required",
						params: { missingProperty: "installationId" },
						message: "must have required property 'installationId'",
						schema: schema21.properties.githubApp.required,
						parentSchema: schema21.properties.githubApp,
						data: data5
					};
					if (vErrors === null) vErrors = [err14];
					else vErrors.push(err14);
					errors++;
				}
				if (data5.privateKey === void 0) {
					const err15 = {
						instancePath: instancePath + "/githubApp",
						schemaPath: "#/properties/githubApp/required",
						keyword: "required",
						params: { missingProperty: "privateKey" },
						message: "must have required property 'privateKey'",
						schema: schema21.properties.githubApp.required,
						parentSchema: schema21.properties.githubApp,
						data: data5
					};
					if (vErrors === null) vErrors = [err15];
					else vErrors.push(err15);
					errors++;
				}
				for (const key1 in data5) if (!(key1 === "appId" || key1 === "installationId" || key1 === "privateKey" || key1 === "repositories" || key1 === "permissions" || key1 === "apiUrl")) {
					const err16 = {
						instancePath: instancePath + "/githubApp",
						schemaPath: "#/properties/githubApp/additionalProperties",
						keyword: "additionalProperties",
						params: { additionalProperty: key1 },
						message: "must NOT have additional properties",
						schema: false,
						parentSchema: schema21.properties.githubApp,
						data: data5
					};
					if (vErrors === null) vErrors = [err16];
					else vErrors.push(err16);
					errors++;
				}
				if (data5.appId !== void 0) {
					let data6 = data5.appId;
					if (typeof data6 !== "string" && !(typeof data6 == "number" && !(data6 % 1) && !isNaN(data6) && isFinite(data6))) {
						const err17 = {
							instancePath: instancePath + "/githubApp/appId",
							schemaPath: "#/properties/githubApp/properties/appId/type",
							keyword: "type",
							params: { type: schema21.properties.githubApp.properties.appId.type },
							message: "must be string,integer",
							schema: schema21.properties.githubApp.properties.appId.type,
							parentSchema: schema21.properties.githubApp.properties.appId,
							data: data6
						};
						if (vErrors === null) vErrors = [err17];
						else vErrors.push(err17);
						errors++;
					}
					if (typeof data6 === "string") {
						if (func3(data6) < 1) {
							const err18 = {
								instancePath: instancePath + "/githubApp/appId",
								schemaPath: "#/properties/githubApp/properties/appId/minLength",
								keyword: "minLength",
								params: { limit: 1 },
								message: "must NOT have fewer than 1 characters",
								schema: 1,
								parentSchema: schema21.properties.githubApp.properties.appId,
								data: data6
							};
							if (vErrors === null) vErrors = [err18];
							else vErrors.push(err18);
							errors++;
						}
					}
				}
				if (data5.installationId !== void 0) {
					let data7 = data5.installationId;
					if (typeof data7 !== "string" && !(typeof data7 == "number" && !(data7 % 1) && !isNaN(data7) && isFinite(data7))) {
						const err19 = {
							instancePath: instancePath + "/githubApp/installationId",
							schemaPath: "#/properties/githubApp/properties/installationId/type",
							keyword: "type",
							params: { type: schema21.properties.githubApp.properties.installationId.type },
							message: "must be string,integer",
							schema: schema21.properties.githubApp.properties.installationId.type,
							parentSchema: schema21.properties.githubApp.properties.installationId,
							data: data7
						};
						if (vErrors === null) vErrors = [err19];
						else vErrors.push(err19);
						errors++;
					}
					if (typeof data7 === "string") {
						if (func3(data7) < 1) {
							const err20 = {
								instancePath: instancePath + "/githubApp/installationId",
								schemaPath: "#/properties/githubApp/properties/installationId/minLength",
								keyword: "minLength",
								params: { limit: 1 },
								message: "must NOT have fewer than 1 characters",
								schema: 1,
								parentSchema: schema21.properties.githubApp.properties.installationId,
								data: data7
							};
							if (vErrors === null) vErrors = [err20];
							else vErrors.push(err20);
							errors++;
						}
					}
				}
				if (data5.privateKey !== void 0) {
					if (!validate18(data5.privateKey, {
						instancePath: instancePath + "/githubApp/privateKey",
						parentData: data5,
						parentDataProperty: "privateKey",
						rootData
					})) {
						vErrors = vErrors === null ? validate18.errors : vErrors.concat(validate18.errors);
						errors = vErrors.length;
					}
				}
				if (data5.repositories !== void 0) {
					let data9 = data5.repositories;
					if (Array.isArray(data9)) {
						if (data9.length < 1) {
							const err21 = {
								instancePath: instancePath + "/githubApp/repositories",
								schemaPath: "#/properties/githubApp/properties/repositories/minItems",
								keyword: "minItems",
								params: { limit: 1 },
								message: "must NOT have fewer than 1 items",
								schema: 1,
								parentSchema: schema21.properties.githubApp.properties.repositories,
								data: data9
							};
							if (vErrors === null) vErrors = [err21];
							else vErrors.push(err21);
							errors++;
						}
						const len1 = data9.length;
						for (let i1 = 0; i1 < len1; i1++) {
							let data10 = data9[i1];
							if (typeof data10 === "string") {
								if (func3(data10) < 1) {
									const err22 = {
										instancePath: instancePath + "/githubApp/repositories/" + i1,
										schemaPath: "#/properties/githubApp/properties/repositories/items/minLength",
										keyword: "minLength",
										params: { limit: 1 },
										message: "must NOT have fewer than 1 characters",
										schema: 1,
										parentSchema: schema21.properties.githubApp.properties.repositories.items,
										data: data10
									};
									if (vErrors === null) vErrors = [err22];
									else vErrors.push(err22);
									errors++;
								}
							} else {
								const err23 = {
									instancePath: instancePath + "/githubApp/repositories/" + i1,
									schemaPath: "#/properties/githubApp/properties/repositories/items/type",
									keyword: "type",
									params: { type: "string" },
									message: "must be string",
									schema: schema21.properties.githubApp.properties.repositories.items.type,
									parentSchema: schema21.properties.githubApp.properties.repositories.items,
									data: data10
								};
								if (vErrors === null) vErrors = [err23];
								else vErrors.push(err23);
								errors++;
							}
						}
					} else {
						const err24 = {
							instancePath: instancePath + "/githubApp/repositories",
							schemaPath: "#/properties/githubApp/properties/repositories/type",
							keyword: "type",
							params: { type: "array" },
							message: "must be array",
							schema: schema21.properties.githubApp.properties.repositories.type,
							parentSchema: schema21.properties.githubApp.properties.repositories,
							data: data9
						};
						if (vErrors === null) vErrors = [err24];
						else vErrors.push(err24);
						errors++;
					}
				}
				if (data5.permissions !== void 0) {
					let data11 = data5.permissions;
					if (data11 && typeof data11 == "object" && !Array.isArray(data11)) {
						if (Object.keys(data11).length < 1) {
							const err25 = {
								instancePath: instancePath + "/githubApp/permissions",
								schemaPath: "#/properties/githubApp/properties/permissions/minProperties",
								keyword: "minProperties",
								params: { limit: 1 },
								message: "must NOT have fewer than 1 properties",
								schema: 1,
								parentSchema: schema21.properties.githubApp.properties.permissions,
								data: data11
							};
							if (vErrors === null) vErrors = [err25];
							else vErrors.push(err25);
							errors++;
						}
						for (const key2 in data11) {
							let data12 = data11[key2];
							if (!(data12 === "read" || data12 === "write" || data12 === "admin")) {
								const err26 = {
									instancePath: instancePath + "/githubApp/permissions/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),
									schemaPath: "#/properties/githubApp/properties/permissions/additionalProperties/enum",
									keyword: "enum",
									params: { allowedValues: schema21.properties.githubApp.properties.permissions.additionalProperties.enum },
									message: "must be equal to one of the allowed values",
									schema: schema21.properties.githubApp.properties.permissions.additionalProperties.enum,
									parentSchema: schema21.properties.githubApp.properties.permissions.additionalProperties,
									data: data12
								};
								if (vErrors === null) vErrors = [err26];
								else vErrors.push(err26);
								errors++;
							}
						}
					} else {
						const err27 = {
							instancePath: instancePath + "/githubApp/permissions",
							schemaPath: "#/properties/githubApp/properties/permissions/type",
							keyword: "type",
							params: { type: "object" },
							message: "must be object",
							schema: schema21.properties.githubApp.properties.permissions.type,
							parentSchema: schema21.properties.githubApp.properties.permissions,
							data: data11
						};
						if (vErrors === null) vErrors = [err27];
						else vErrors.push(err27);
						errors++;
					}
				}
				if (data5.apiUrl !== void 0) {
					let data13 = data5.apiUrl;
					if (typeof data13 === "string") {
						if (!pattern8.test(data13)) {
							const err28 = {
								instancePath: instancePath + "/githubApp/apiUrl",
								schemaPath: "#/definitions/tokenServer/pattern",
								keyword: "pattern",
								params: { pattern: "^https://[^@]+$" },
								message: "must match pattern \"^https://[^@]+$\"",
								schema: "^https://[^@]+$",
								parentSchema: schema29,
								data: data13
							};
							if (vErrors === null) vErrors = [err28];
							else vErrors.push(err28);
							errors++;
						}
					} else {
						const err29 = {
							instancePath: instancePath + "/githubApp/apiUrl",
							schemaPath: "#/definitions/tokenServer/type",
							keyword: "type",
							params: { type: "string" },
							message: "must be string",
							schema: schema29.type,
							parentSchema: schema29,
							data: data13
						};
						if (vErrors === null) vErrors = [err29];
						else vErrors.push(err29);
						errors++;
					}
				}
			} else {
				const err30 = {
					instancePath: instancePath + "/githubApp",
					schemaPath: "#/properties/githubApp/type",
					keyword: "type",
					params: { type: "object" },
					message: "must be object",
					schema: schema21.properties.githubApp.type,
					parentSchema: schema21.properties.githubApp,
					data: data5
				};
				if (vErrors === null) vErrors = [err30];
				else vErrors.push(err30);
				errors++;
			}
		}
		if (data.clientCredentials !== void 0) {
			let data14 = data.clientCredentials;
			if (data14 && typeof data14 == "object" && !Array.isArray(data14)) {
				if (data14.tokenUrl === void 0) {
					const err31 = {
						instancePath: instancePath + "/clientCredentials",
						schemaPath: "#/properties/clientCredentials/required",
						keyword: "required",
						params: { missingProperty: "tokenUrl" },
						message: "must have required property 'tokenUrl'",
						schema: schema21.properties.clientCredentials.required,
						parentSchema: schema21.properties.clientCredentials,
						data: data14
					};
					if (vErrors === null) vErrors = [err31];
					else vErrors.push(err31);
					errors++;
				}
				if (data14.clientId === void 0) {
					const err32 = {
						instancePath: instancePath + "/clientCredentials",
						schemaPath: "#/properties/clientCredentials/required",
						keyword: "required",
						params: { missingProperty: "clientId" },
						message: "must have required property 'clientId'",
						schema: schema21.properties.clientCredentials.required,
						parentSchema: schema21.properties.clientCredentials,
						data: data14
					};
					if (vErrors === null) vErrors = [err32];
					else vErrors.push(err32);
					errors++;
				}
				if (data14.clientSecret === void 0) {
					const err33 = {
						instancePath: instancePath + "/clientCredentials",
						schemaPath: "#/properties/clientCredentials/required",
						keyword: "required",
						params: { missingProperty: "clientSecret" },
						message: "must have required property 'clientSecret'",
						schema: schema21.properties.clientCredentials.required,
						parentSchema: schema21.properties.clientCredentials,
						data: data14
					};
					if (vErrors === null) vErrors = [err33];
					else vErrors.push(err33);
					errors++;
				}
				for (const key3 in data14) if (!(key3 === "tokenUrl" || key3 === "clientId" || key3 === "clientSecret" || key3 === "scope" || key3 === "audience" || key3 === "authentication")) {
					const err34 = {
						instancePath: instancePath + "/clientCredentials",
						schemaPath: "#/properties/clientCredentials/additionalProperties",
						keyword: "additionalProperties",
						params: { additionalProperty: key3 },
						message: "must NOT have additional properties",
						schema: false,
						parentSchema: schema21.properties.clientCredentials,
						data: data14
					};
					if (vErrors === null) vErrors = [err34];
					else vErrors.push(err34);
					errors++;
				}
				if (data14.tokenUrl !== void 0) {
					let data15 = data14.tokenUrl;
					if (typeof data15 === "string") {
						if (!pattern8.test(data15)) {
							const err35 = {
								instancePath: instancePath + "/clientCredentials/tokenUrl",
								schemaPath: "#/definitions/tokenServer/pattern",
								keyword: "pattern",
								params: { pattern: "^https://[^@]+$" },
								message: "must match pattern \"^https://[^@]+$\"",
								schema: "^https://[^@]+$",
								parentSchema: schema29,
								data: data15
							};
							if (vErrors === null) vErrors = [err35];
							else vErrors.push(err35);
							errors++;
						}
					} else {
						const err36 = {
							instancePath: instancePath + "/clientCredentials/tokenUrl",
							schemaPath: "#/definitions/tokenServer/type",
							keyword: "type",
							params: { type: "string" },
							message: "must be string",
							schema: schema29.type,
							parentSchema: schema29,
							data: data15
						};
						if (vErrors === null) vErrors = [err36];
						else vErrors.push(err36);
						errors++;
					}
				}
				if (data14.clientId !== void 0) {
					let data16 = data14.clientId;
					if (typeof data16 === "string") {
						if (func3(data16) < 1) {
							const err37 = {
								instancePath: instancePath + "/clientCredentials/clientId",
								schemaPath: "#/properties/clientCredentials/properties/clientId/minLength",
								keyword: "minLength",
								params: { limit: 1 },
								message: "must NOT have fewer than 1 characters",
								schema: 1,
								parentSchema: schema21.properties.clientCredentials.properties.clientId,
								data: data16
							};
							if (vErrors === null) vErrors = [err37];
							else vErrors.push(err37);
							errors++;
						}
					} else {
						const err38 = {
							instancePath: instancePath + "/clientCredentials/clientId",
							schemaPath: "#/properties/clientCredentials/properties/clientId/type",
							keyword: "type",
							params: { type: "string" },
							message: "must be string",
							schema: schema21.properties.clientCredentials.properties.clientId.type,
							parentSchema: schema21.properties.clientCredentials.properties.clientId,
							data: data16
						};
						if (vErrors === null) vErrors = [err38];
						else vErrors.push(err38);
						errors++;
					}
				}
				if (data14.clientSecret !== void 0) {
					if (!validate18(data14.clientSecret, {
						instancePath: instancePath + "/clientCredentials/clientSecret",
						parentData: data14,
						parentDataProperty: "clientSecret",
						rootData
					})) {
						vErrors = vErrors === null ? validate18.errors : vErrors.concat(validate18.errors);
						errors = vErrors.length;
					}
				}
				if (data14.scope !== void 0) {
					let data18 = data14.scope;
					if (typeof data18 === "string") {
						if (func3(data18) < 1) {
							const err39 = {
								instancePath: instancePath + "/clientCredentials/scope",
								schemaPath: "#/properties/clientCredentials/properties/scope/minLength",
								keyword: "minLength",
								params: { limit: 1 },
								message: "must NOT have fewer than 1 characters",
								schema: 1,
								parentSchema: schema21.properties.clientCredentials.properties.scope,
								data: data18
							};
							if (vErrors === null) vErrors = [err39];
							else vErrors.push(err39);
							errors++;
						}
					} else {
						const err40 = {
							instancePath: instancePath + "/clientCredentials/scope",
							schemaPath: "#/properties/clientCredentials/properties/scope/type",
							keyword: "type",
							params: { type: "string" },
							message: "must be string",
							schema: schema21.properties.clientCredentials.properties.scope.type,
							parentSchema: schema21.properties.clientCredentials.properties.scope,
							data: data18
						};
						if (vErrors === null) vErrors = [err40];
						else vErrors.push(err40);
						errors++;
					}
				}
				if (data14.audience !== void 0) {
					let data19 = data14.audience;
					if (typeof data19 === "string") {
						if (func3(data19) < 1) {
							const err41 = {
								instancePath: instancePath + "/clientCredentials/audience",
								schemaPath: "#/properties/clientCredentials/properties/audience/minLength",
								keyword: "minLength",
								params: { limit: 1 },
								message: "must NOT have fewer than 1 characters",
								schema: 1,
								parentSchema: schema21.properties.clientCredentials.properties.audience,
								data: data19
							};
							if (vErrors === null) vErrors = [err41];
							else vErrors.push(err41);
							errors++;
						}
					} else {
						const err42 = {
							instancePath: instancePath + "/clientCredentials/audience",
							schemaPath: "#/properties/clientCredentials/properties/audience/type",
							keyword: "type",
							params: { type: "string" },
							message: "must be string",
							schema: schema21.properties.clientCredentials.properties.audience.type,
							parentSchema: schema21.properties.clientCredentials.properties.audience,
							data: data19
						};
						if (vErrors === null) vErrors = [err42];
						else vErrors.push(err42);
						errors++;
					}
				}
				if (data14.authentication !== void 0) {
					let data20 = data14.authentication;
					if (!(data20 === "header" || data20 === "body")) {
						const err43 = {
							instancePath: instancePath + "/clientCredentials/authentication",
							schemaPath: "#/properties/clientCredentials/properties/authentication/enum",
							keyword: "enum",
							params: { allowedValues: schema21.properties.clientCredentials.properties.authentication.enum },
							message: "must be equal to one of the allowed values",
							schema: schema21.properties.clientCredentials.properties.authentication.enum,
							parentSchema: schema21.properties.clientCredentials.properties.authentication,
							data: data20
						};
						if (vErrors === null) vErrors = [err43];
						else vErrors.push(err43);
						errors++;
					}
				}
			} else {
				const err44 = {
					instancePath: instancePath + "/clientCredentials",
					schemaPath: "#/properties/clientCredentials/type",
					keyword: "type",
					params: { type: "object" },
					message: "must be object",
					schema: schema21.properties.clientCredentials.type,
					parentSchema: schema21.properties.clientCredentials,
					data: data14
				};
				if (vErrors === null) vErrors = [err44];
				else vErrors.push(err44);
				errors++;
			}
		}
	} else {
		const err45 = {
			instancePath,
			schemaPath: "#/type",
			keyword: "type",
			params: { type: "object" },
			message: "must be object",
			schema: schema21.type,
			parentSchema: schema21,
			data
		};
		if (vErrors === null) vErrors = [err45];
		else vErrors.push(err45);
		errors++;
	}
	validate17.errors = vErrors;
	return errors === 0;
}
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
		for (const key0 in data) if (!func2.call(schema16.properties, key0)) {
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
				if (func3(data0) < 1) {
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
							if (func3(data1) < 1) {
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
		if (data.services !== void 0) {
			let data2 = data.services;
			if (Array.isArray(data2)) {
				if (data2.length < 1) {
					const err9 = {
						instancePath: instancePath + "/services",
						schemaPath: "#/properties/services/minItems",
						keyword: "minItems",
						params: { limit: 1 },
						message: "must NOT have fewer than 1 items",
						schema: 1,
						parentSchema: schema16.properties.services,
						data: data2
					};
					if (vErrors === null) vErrors = [err9];
					else vErrors.push(err9);
					errors++;
				}
				const len1 = data2.length;
				for (let i1 = 0; i1 < len1; i1++) {
					let data3 = data2[i1];
					if (typeof data3 === "string") {
						if (func3(data3) < 1) {
							const err10 = {
								instancePath: instancePath + "/services/" + i1,
								schemaPath: "#/properties/services/items/minLength",
								keyword: "minLength",
								params: { limit: 1 },
								message: "must NOT have fewer than 1 characters",
								schema: 1,
								parentSchema: schema16.properties.services.items,
								data: data3
							};
							if (vErrors === null) vErrors = [err10];
							else vErrors.push(err10);
							errors++;
						}
					} else {
						const err11 = {
							instancePath: instancePath + "/services/" + i1,
							schemaPath: "#/properties/services/items/type",
							keyword: "type",
							params: { type: "string" },
							message: "must be string",
							schema: schema16.properties.services.items.type,
							parentSchema: schema16.properties.services.items,
							data: data3
						};
						if (vErrors === null) vErrors = [err11];
						else vErrors.push(err11);
						errors++;
					}
				}
				let i2 = data2.length;
				let j0;
				if (i2 > 1) {
					const indices0 = {};
					for (; i2--;) {
						let item0 = data2[i2];
						if (typeof item0 !== "string") continue;
						if (typeof indices0[item0] == "number") {
							j0 = indices0[item0];
							const err12 = {
								instancePath: instancePath + "/services",
								schemaPath: "#/properties/services/uniqueItems",
								keyword: "uniqueItems",
								params: {
									i: i2,
									j: j0
								},
								message: "must NOT have duplicate items (items ## " + j0 + " and " + i2 + " are identical)",
								schema: true,
								parentSchema: schema16.properties.services,
								data: data2
							};
							if (vErrors === null) vErrors = [err12];
							else vErrors.push(err12);
							errors++;
							break;
						}
						indices0[item0] = i2;
					}
				}
			} else {
				const err13 = {
					instancePath: instancePath + "/services",
					schemaPath: "#/properties/services/type",
					keyword: "type",
					params: { type: "array" },
					message: "must be array",
					schema: schema16.properties.services.type,
					parentSchema: schema16.properties.services,
					data: data2
				};
				if (vErrors === null) vErrors = [err13];
				else vErrors.push(err13);
				errors++;
			}
		}
		if (data.profile !== void 0) {
			let data4 = data.profile;
			if (!(data4 === "baseline" || data4 === "strict")) {
				const err14 = {
					instancePath: instancePath + "/profile",
					schemaPath: "#/properties/profile/enum",
					keyword: "enum",
					params: { allowedValues: schema16.properties.profile.enum },
					message: "must be equal to one of the allowed values",
					schema: schema16.properties.profile.enum,
					parentSchema: schema16.properties.profile,
					data: data4
				};
				if (vErrors === null) vErrors = [err14];
				else vErrors.push(err14);
				errors++;
			}
		}
		if (data.mcp !== void 0) {
			let data5 = data.mcp;
			if (data5 && typeof data5 == "object" && !Array.isArray(data5)) {
				for (const key1 in data5) if (!(key1 === "servers")) {
					const err15 = {
						instancePath: instancePath + "/mcp",
						schemaPath: "#/properties/mcp/additionalProperties",
						keyword: "additionalProperties",
						params: { additionalProperty: key1 },
						message: "must NOT have additional properties",
						schema: false,
						parentSchema: schema16.properties.mcp,
						data: data5
					};
					if (vErrors === null) vErrors = [err15];
					else vErrors.push(err15);
					errors++;
				}
				if (data5.servers !== void 0) {
					let data6 = data5.servers;
					if (data6 && typeof data6 == "object" && !Array.isArray(data6)) {
						for (const key2 in data6) {
							const _errs20 = errors;
							if (typeof key2 === "string") {
								if (!pattern0.test(key2)) {
									const err16 = {
										instancePath: instancePath + "/mcp/servers",
										schemaPath: "#/properties/mcp/properties/servers/propertyNames/pattern",
										keyword: "pattern",
										params: { pattern: "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$" },
										message: "must match pattern \"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$\"",
										schema: "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$",
										parentSchema: schema16.properties.mcp.properties.servers.propertyNames,
										data: key2,
										propertyName: key2
									};
									if (vErrors === null) vErrors = [err16];
									else vErrors.push(err16);
									errors++;
								}
							}
							if (!(_errs20 === errors)) {
								const err17 = {
									instancePath: instancePath + "/mcp/servers",
									schemaPath: "#/properties/mcp/properties/servers/propertyNames",
									keyword: "propertyNames",
									params: { propertyName: key2 },
									message: "property name must be valid",
									schema: schema16.properties.mcp.properties.servers.propertyNames,
									parentSchema: schema16.properties.mcp.properties.servers,
									data: data6
								};
								if (vErrors === null) vErrors = [err17];
								else vErrors.push(err17);
								errors++;
							}
						}
						for (const key3 in data6) if (!validate15(data6[key3], {
							instancePath: instancePath + "/mcp/servers/" + key3.replace(/~/g, "~0").replace(/\//g, "~1"),
							parentData: data6,
							parentDataProperty: key3,
							rootData
						})) {
							vErrors = vErrors === null ? validate15.errors : vErrors.concat(validate15.errors);
							errors = vErrors.length;
						}
					} else {
						const err18 = {
							instancePath: instancePath + "/mcp/servers",
							schemaPath: "#/properties/mcp/properties/servers/type",
							keyword: "type",
							params: { type: "object" },
							message: "must be object",
							schema: schema16.properties.mcp.properties.servers.type,
							parentSchema: schema16.properties.mcp.properties.servers,
							data: data6
						};
						if (vErrors === null) vErrors = [err18];
						else vErrors.push(err18);
						errors++;
					}
				}
			} else {
				const err19 = {
					instancePath: instancePath + "/mcp",
					schemaPath: "#/properties/mcp/type",
					keyword: "type",
					params: { type: "object" },
					message: "must be object",
					schema: schema16.properties.mcp.type,
					parentSchema: schema16.properties.mcp,
					data: data5
				};
				if (vErrors === null) vErrors = [err19];
				else vErrors.push(err19);
				errors++;
			}
		}
		if (data.credentials !== void 0) {
			let data8 = data.credentials;
			if (data8 && typeof data8 == "object" && !Array.isArray(data8)) {
				for (const key4 in data8) if (!(key4 === "sources")) {
					const err20 = {
						instancePath: instancePath + "/credentials",
						schemaPath: "#/properties/credentials/additionalProperties",
						keyword: "additionalProperties",
						params: { additionalProperty: key4 },
						message: "must NOT have additional properties",
						schema: false,
						parentSchema: schema16.properties.credentials,
						data: data8
					};
					if (vErrors === null) vErrors = [err20];
					else vErrors.push(err20);
					errors++;
				}
				if (data8.sources !== void 0) {
					let data9 = data8.sources;
					if (data9 && typeof data9 == "object" && !Array.isArray(data9)) {
						for (const key5 in data9) {
							const _errs28 = errors;
							if (typeof key5 === "string") {
								if (!pattern3.test(key5)) {
									const err21 = {
										instancePath: instancePath + "/credentials/sources",
										schemaPath: "#/properties/credentials/properties/sources/propertyNames/pattern",
										keyword: "pattern",
										params: { pattern: "^[A-Za-z_][A-Za-z0-9_]*$" },
										message: "must match pattern \"^[A-Za-z_][A-Za-z0-9_]*$\"",
										schema: "^[A-Za-z_][A-Za-z0-9_]*$",
										parentSchema: schema16.properties.credentials.properties.sources.propertyNames,
										data: key5,
										propertyName: key5
									};
									if (vErrors === null) vErrors = [err21];
									else vErrors.push(err21);
									errors++;
								}
							}
							if (!(_errs28 === errors)) {
								const err22 = {
									instancePath: instancePath + "/credentials/sources",
									schemaPath: "#/properties/credentials/properties/sources/propertyNames",
									keyword: "propertyNames",
									params: { propertyName: key5 },
									message: "property name must be valid",
									schema: schema16.properties.credentials.properties.sources.propertyNames,
									parentSchema: schema16.properties.credentials.properties.sources,
									data: data9
								};
								if (vErrors === null) vErrors = [err22];
								else vErrors.push(err22);
								errors++;
							}
						}
						for (const key6 in data9) if (!validate17(data9[key6], {
							instancePath: instancePath + "/credentials/sources/" + key6.replace(/~/g, "~0").replace(/\//g, "~1"),
							parentData: data9,
							parentDataProperty: key6,
							rootData
						})) {
							vErrors = vErrors === null ? validate17.errors : vErrors.concat(validate17.errors);
							errors = vErrors.length;
						}
					} else {
						const err23 = {
							instancePath: instancePath + "/credentials/sources",
							schemaPath: "#/properties/credentials/properties/sources/type",
							keyword: "type",
							params: { type: "object" },
							message: "must be object",
							schema: schema16.properties.credentials.properties.sources.type,
							parentSchema: schema16.properties.credentials.properties.sources,
							data: data9
						};
						if (vErrors === null) vErrors = [err23];
						else vErrors.push(err23);
						errors++;
					}
				}
			} else {
				const err24 = {
					instancePath: instancePath + "/credentials",
					schemaPath: "#/properties/credentials/type",
					keyword: "type",
					params: { type: "object" },
					message: "must be object",
					schema: schema16.properties.credentials.type,
					parentSchema: schema16.properties.credentials,
					data: data8
				};
				if (vErrors === null) vErrors = [err24];
				else vErrors.push(err24);
				errors++;
			}
		}
		if (data.exempt !== void 0) {
			let data11 = data.exempt;
			if (data11 && typeof data11 == "object" && !Array.isArray(data11)) for (const key7 in data11) {
				let data12 = data11[key7];
				if (typeof data12 === "string") {
					if (func3(data12) < 3) {
						const err25 = {
							instancePath: instancePath + "/exempt/" + key7.replace(/~/g, "~0").replace(/\//g, "~1"),
							schemaPath: "#/properties/exempt/additionalProperties/minLength",
							keyword: "minLength",
							params: { limit: 3 },
							message: "must NOT have fewer than 3 characters",
							schema: 3,
							parentSchema: schema16.properties.exempt.additionalProperties,
							data: data12
						};
						if (vErrors === null) vErrors = [err25];
						else vErrors.push(err25);
						errors++;
					}
				} else {
					const err26 = {
						instancePath: instancePath + "/exempt/" + key7.replace(/~/g, "~0").replace(/\//g, "~1"),
						schemaPath: "#/properties/exempt/additionalProperties/type",
						keyword: "type",
						params: { type: "string" },
						message: "must be string",
						schema: schema16.properties.exempt.additionalProperties.type,
						parentSchema: schema16.properties.exempt.additionalProperties,
						data: data12
					};
					if (vErrors === null) vErrors = [err26];
					else vErrors.push(err26);
					errors++;
				}
			}
			else {
				const err27 = {
					instancePath: instancePath + "/exempt",
					schemaPath: "#/properties/exempt/type",
					keyword: "type",
					params: { type: "object" },
					message: "must be object",
					schema: schema16.properties.exempt.type,
					parentSchema: schema16.properties.exempt,
					data: data11
				};
				if (vErrors === null) vErrors = [err27];
				else vErrors.push(err27);
				errors++;
			}
		}
		if (data.exceptions !== void 0) {
			let data13 = data.exceptions;
			if (Array.isArray(data13)) {
				const len2 = data13.length;
				for (let i3 = 0; i3 < len2; i3++) {
					let data14 = data13[i3];
					if (data14 && typeof data14 == "object" && !Array.isArray(data14)) {
						if (data14.rule === void 0) {
							const err28 = {
								instancePath: instancePath + "/exceptions/" + i3,
								schemaPath: "#/properties/exceptions/items/required",
								keyword: "required",
								params: { missingProperty: "rule" },
								message: "must have required property 'rule'",
								schema: schema16.properties.exceptions.items.required,
								parentSchema: schema16.properties.exceptions.items,
								data: data14
							};
							if (vErrors === null) vErrors = [err28];
							else vErrors.push(err28);
							errors++;
						}
						if (data14.service === void 0) {
							const err29 = {
								instancePath: instancePath + "/exceptions/" + i3,
								schemaPath: "#/properties/exceptions/items/required",
								keyword: "required",
								params: { missingProperty: "service" },
								message: "must have required property 'service'",
								schema: schema16.properties.exceptions.items.required,
								parentSchema: schema16.properties.exceptions.items,
								data: data14
							};
							if (vErrors === null) vErrors = [err29];
							else vErrors.push(err29);
							errors++;
						}
						if (data14.reason === void 0) {
							const err30 = {
								instancePath: instancePath + "/exceptions/" + i3,
								schemaPath: "#/properties/exceptions/items/required",
								keyword: "required",
								params: { missingProperty: "reason" },
								message: "must have required property 'reason'",
								schema: schema16.properties.exceptions.items.required,
								parentSchema: schema16.properties.exceptions.items,
								data: data14
							};
							if (vErrors === null) vErrors = [err30];
							else vErrors.push(err30);
							errors++;
						}
						for (const key8 in data14) if (!(key8 === "rule" || key8 === "service" || key8 === "reason")) {
							const err31 = {
								instancePath: instancePath + "/exceptions/" + i3,
								schemaPath: "#/properties/exceptions/items/additionalProperties",
								keyword: "additionalProperties",
								params: { additionalProperty: key8 },
								message: "must NOT have additional properties",
								schema: false,
								parentSchema: schema16.properties.exceptions.items,
								data: data14
							};
							if (vErrors === null) vErrors = [err31];
							else vErrors.push(err31);
							errors++;
						}
						if (data14.rule !== void 0) {
							let data15 = data14.rule;
							if (typeof data15 === "string") {
								if (func3(data15) < 1) {
									const err32 = {
										instancePath: instancePath + "/exceptions/" + i3 + "/rule",
										schemaPath: "#/properties/exceptions/items/properties/rule/minLength",
										keyword: "minLength",
										params: { limit: 1 },
										message: "must NOT have fewer than 1 characters",
										schema: 1,
										parentSchema: schema16.properties.exceptions.items.properties.rule,
										data: data15
									};
									if (vErrors === null) vErrors = [err32];
									else vErrors.push(err32);
									errors++;
								}
							} else {
								const err33 = {
									instancePath: instancePath + "/exceptions/" + i3 + "/rule",
									schemaPath: "#/properties/exceptions/items/properties/rule/type",
									keyword: "type",
									params: { type: "string" },
									message: "must be string",
									schema: schema16.properties.exceptions.items.properties.rule.type,
									parentSchema: schema16.properties.exceptions.items.properties.rule,
									data: data15
								};
								if (vErrors === null) vErrors = [err33];
								else vErrors.push(err33);
								errors++;
							}
						}
						if (data14.service !== void 0) {
							let data16 = data14.service;
							if (typeof data16 === "string") {
								if (func3(data16) < 1) {
									const err34 = {
										instancePath: instancePath + "/exceptions/" + i3 + "/service",
										schemaPath: "#/properties/exceptions/items/properties/service/minLength",
										keyword: "minLength",
										params: { limit: 1 },
										message: "must NOT have fewer than 1 characters",
										schema: 1,
										parentSchema: schema16.properties.exceptions.items.properties.service,
										data: data16
									};
									if (vErrors === null) vErrors = [err34];
									else vErrors.push(err34);
									errors++;
								}
							} else {
								const err35 = {
									instancePath: instancePath + "/exceptions/" + i3 + "/service",
									schemaPath: "#/properties/exceptions/items/properties/service/type",
									keyword: "type",
									params: { type: "string" },
									message: "must be string",
									schema: schema16.properties.exceptions.items.properties.service.type,
									parentSchema: schema16.properties.exceptions.items.properties.service,
									data: data16
								};
								if (vErrors === null) vErrors = [err35];
								else vErrors.push(err35);
								errors++;
							}
						}
						if (data14.reason !== void 0) {
							let data17 = data14.reason;
							if (typeof data17 === "string") {
								if (func3(data17) < 3) {
									const err36 = {
										instancePath: instancePath + "/exceptions/" + i3 + "/reason",
										schemaPath: "#/properties/exceptions/items/properties/reason/minLength",
										keyword: "minLength",
										params: { limit: 3 },
										message: "must NOT have fewer than 3 characters",
										schema: 3,
										parentSchema: schema16.properties.exceptions.items.properties.reason,
										data: data17
									};
									if (vErrors === null) vErrors = [err36];
									else vErrors.push(err36);
									errors++;
								}
							} else {
								const err37 = {
									instancePath: instancePath + "/exceptions/" + i3 + "/reason",
									schemaPath: "#/properties/exceptions/items/properties/reason/type",
									keyword: "type",
									params: { type: "string" },
									message: "must be string",
									schema: schema16.properties.exceptions.items.properties.reason.type,
									parentSchema: schema16.properties.exceptions.items.properties.reason,
									data: data17
								};
								if (vErrors === null) vErrors = [err37];
								else vErrors.push(err37);
								errors++;
							}
						}
					} else {
						const err38 = {
							instancePath: instancePath + "/exceptions/" + i3,
							schemaPath: "#/properties/exceptions/items/type",
							keyword: "type",
							params: { type: "object" },
							message: "must be object",
							schema: schema16.properties.exceptions.items.type,
							parentSchema: schema16.properties.exceptions.items,
							data: data14
						};
						if (vErrors === null) vErrors = [err38];
						else vErrors.push(err38);
						errors++;
					}
				}
			} else {
				const err39 = {
					instancePath: instancePath + "/exceptions",
					schemaPath: "#/properties/exceptions/type",
					keyword: "type",
					params: { type: "array" },
					message: "must be array",
					schema: schema16.properties.exceptions.type,
					parentSchema: schema16.properties.exceptions,
					data: data13
				};
				if (vErrors === null) vErrors = [err39];
				else vErrors.push(err39);
				errors++;
			}
		}
		if (data.audit !== void 0) {
			let data18 = data.audit;
			if (data18 && typeof data18 == "object" && !Array.isArray(data18)) {
				for (const key9 in data18) if (!(key9 === "retentionDays" || key9 === "maxMegabytes")) {
					const err40 = {
						instancePath: instancePath + "/audit",
						schemaPath: "#/properties/audit/additionalProperties",
						keyword: "additionalProperties",
						params: { additionalProperty: key9 },
						message: "must NOT have additional properties",
						schema: false,
						parentSchema: schema16.properties.audit,
						data: data18
					};
					if (vErrors === null) vErrors = [err40];
					else vErrors.push(err40);
					errors++;
				}
				if (data18.retentionDays !== void 0) {
					let data19 = data18.retentionDays;
					if (!(typeof data19 == "number" && !(data19 % 1) && !isNaN(data19) && isFinite(data19))) {
						const err41 = {
							instancePath: instancePath + "/audit/retentionDays",
							schemaPath: "#/properties/audit/properties/retentionDays/type",
							keyword: "type",
							params: { type: "integer" },
							message: "must be integer",
							schema: schema16.properties.audit.properties.retentionDays.type,
							parentSchema: schema16.properties.audit.properties.retentionDays,
							data: data19
						};
						if (vErrors === null) vErrors = [err41];
						else vErrors.push(err41);
						errors++;
					}
					if (typeof data19 == "number" && isFinite(data19)) {
						if (data19 > 3650 || isNaN(data19)) {
							const err42 = {
								instancePath: instancePath + "/audit/retentionDays",
								schemaPath: "#/properties/audit/properties/retentionDays/maximum",
								keyword: "maximum",
								params: {
									comparison: "<=",
									limit: 3650
								},
								message: "must be <= 3650",
								schema: 3650,
								parentSchema: schema16.properties.audit.properties.retentionDays,
								data: data19
							};
							if (vErrors === null) vErrors = [err42];
							else vErrors.push(err42);
							errors++;
						}
						if (data19 < 1 || isNaN(data19)) {
							const err43 = {
								instancePath: instancePath + "/audit/retentionDays",
								schemaPath: "#/properties/audit/properties/retentionDays/minimum",
								keyword: "minimum",
								params: {
									comparison: ">=",
									limit: 1
								},
								message: "must be >= 1",
								schema: 1,
								parentSchema: schema16.properties.audit.properties.retentionDays,
								data: data19
							};
							if (vErrors === null) vErrors = [err43];
							else vErrors.push(err43);
							errors++;
						}
					}
				}
				if (data18.maxMegabytes !== void 0) {
					let data20 = data18.maxMegabytes;
					if (!(typeof data20 == "number" && !(data20 % 1) && !isNaN(data20) && isFinite(data20))) {
						const err44 = {
							instancePath: instancePath + "/audit/maxMegabytes",
							schemaPath: "#/properties/audit/properties/maxMegabytes/type",
							keyword: "type",
							params: { type: "integer" },
							message: "must be integer",
							schema: schema16.properties.audit.properties.maxMegabytes.type,
							parentSchema: schema16.properties.audit.properties.maxMegabytes,
							data: data20
						};
						if (vErrors === null) vErrors = [err44];
						else vErrors.push(err44);
						errors++;
					}
					if (typeof data20 == "number" && isFinite(data20)) {
						if (data20 > 1048576 || isNaN(data20)) {
							const err45 = {
								instancePath: instancePath + "/audit/maxMegabytes",
								schemaPath: "#/properties/audit/properties/maxMegabytes/maximum",
								keyword: "maximum",
								params: {
									comparison: "<=",
									limit: 1048576
								},
								message: "must be <= 1048576",
								schema: 1048576,
								parentSchema: schema16.properties.audit.properties.maxMegabytes,
								data: data20
							};
							if (vErrors === null) vErrors = [err45];
							else vErrors.push(err45);
							errors++;
						}
						if (data20 < 16 || isNaN(data20)) {
							const err46 = {
								instancePath: instancePath + "/audit/maxMegabytes",
								schemaPath: "#/properties/audit/properties/maxMegabytes/minimum",
								keyword: "minimum",
								params: {
									comparison: ">=",
									limit: 16
								},
								message: "must be >= 16",
								schema: 16,
								parentSchema: schema16.properties.audit.properties.maxMegabytes,
								data: data20
							};
							if (vErrors === null) vErrors = [err46];
							else vErrors.push(err46);
							errors++;
						}
					}
				}
			} else {
				const err47 = {
					instancePath: instancePath + "/audit",
					schemaPath: "#/properties/audit/type",
					keyword: "type",
					params: { type: "object" },
					message: "must be object",
					schema: schema16.properties.audit.type,
					parentSchema: schema16.properties.audit,
					data: data18
				};
				if (vErrors === null) vErrors = [err47];
				else vErrors.push(err47);
				errors++;
			}
		}
		if (data.egress !== void 0) {
			let data21 = data.egress;
			if (data21 && typeof data21 == "object" && !Array.isArray(data21)) {
				for (const key10 in data21) if (!(key10 === "network" || key10 === "certificates" || key10 === "upstreamProxy")) {
					const err48 = {
						instancePath: instancePath + "/egress",
						schemaPath: "#/properties/egress/additionalProperties",
						keyword: "additionalProperties",
						params: { additionalProperty: key10 },
						message: "must NOT have additional properties",
						schema: false,
						parentSchema: schema16.properties.egress,
						data: data21
					};
					if (vErrors === null) vErrors = [err48];
					else vErrors.push(err48);
					errors++;
				}
				if (data21.network !== void 0) {
					let data22 = data21.network;
					if (typeof data22 === "string") {
						if (func3(data22) < 1) {
							const err49 = {
								instancePath: instancePath + "/egress/network",
								schemaPath: "#/properties/egress/properties/network/minLength",
								keyword: "minLength",
								params: { limit: 1 },
								message: "must NOT have fewer than 1 characters",
								schema: 1,
								parentSchema: schema16.properties.egress.properties.network,
								data: data22
							};
							if (vErrors === null) vErrors = [err49];
							else vErrors.push(err49);
							errors++;
						}
					} else {
						const err50 = {
							instancePath: instancePath + "/egress/network",
							schemaPath: "#/properties/egress/properties/network/type",
							keyword: "type",
							params: { type: "string" },
							message: "must be string",
							schema: schema16.properties.egress.properties.network.type,
							parentSchema: schema16.properties.egress.properties.network,
							data: data22
						};
						if (vErrors === null) vErrors = [err50];
						else vErrors.push(err50);
						errors++;
					}
				}
				if (data21.certificates !== void 0) {
					let data23 = data21.certificates;
					if (typeof data23 === "string") {
						if (func3(data23) < 1) {
							const err51 = {
								instancePath: instancePath + "/egress/certificates",
								schemaPath: "#/properties/egress/properties/certificates/minLength",
								keyword: "minLength",
								params: { limit: 1 },
								message: "must NOT have fewer than 1 characters",
								schema: 1,
								parentSchema: schema16.properties.egress.properties.certificates,
								data: data23
							};
							if (vErrors === null) vErrors = [err51];
							else vErrors.push(err51);
							errors++;
						}
					} else {
						const err52 = {
							instancePath: instancePath + "/egress/certificates",
							schemaPath: "#/properties/egress/properties/certificates/type",
							keyword: "type",
							params: { type: "string" },
							message: "must be string",
							schema: schema16.properties.egress.properties.certificates.type,
							parentSchema: schema16.properties.egress.properties.certificates,
							data: data23
						};
						if (vErrors === null) vErrors = [err52];
						else vErrors.push(err52);
						errors++;
					}
				}
				if (data21.upstreamProxy !== void 0) {
					let data24 = data21.upstreamProxy;
					const _errs62 = errors;
					let valid19 = false;
					const _errs63 = errors;
					if (typeof data24 === "string") {
						if (!pattern10.test(data24)) {
							const err53 = {
								instancePath: instancePath + "/egress/upstreamProxy",
								schemaPath: "#/definitions/proxyUrl/pattern",
								keyword: "pattern",
								params: { pattern: "^https?://[^/?#@\\s]+/?$" },
								message: "must match pattern \"^https?://[^/?#@\\s]+/?$\"",
								schema: "^https?://[^/?#@\\s]+/?$",
								parentSchema: schema31,
								data: data24
							};
							if (vErrors === null) vErrors = [err53];
							else vErrors.push(err53);
							errors++;
						}
					} else {
						const err54 = {
							instancePath: instancePath + "/egress/upstreamProxy",
							schemaPath: "#/definitions/proxyUrl/type",
							keyword: "type",
							params: { type: "string" },
							message: "must be string",
							schema: schema31.type,
							parentSchema: schema31,
							data: data24
						};
						if (vErrors === null) vErrors = [err54];
						else vErrors.push(err54);
						errors++;
					}
					var _valid1 = _errs63 === errors;
					valid19 = valid19 || _valid1;
					if (!valid19) {
						const _errs66 = errors;
						if (data24 && typeof data24 == "object" && !Array.isArray(data24)) {
							if (data24.url === void 0) {
								const err55 = {
									instancePath: instancePath + "/egress/upstreamProxy",
									schemaPath: "#/properties/egress/properties/upstreamProxy/anyOf/1/required",
									keyword: "required",
									params: { missingProperty: "url" },
									message: "must have required property 'url'",
									schema: schema16.properties.egress.properties.upstreamProxy.anyOf[1].required,
									parentSchema: schema16.properties.egress.properties.upstreamProxy.anyOf[1],
									data: data24
								};
								if (vErrors === null) vErrors = [err55];
								else vErrors.push(err55);
								errors++;
							}
							for (const key11 in data24) if (!(key11 === "url" || key11 === "names" || key11 === "credential")) {
								const err56 = {
									instancePath: instancePath + "/egress/upstreamProxy",
									schemaPath: "#/properties/egress/properties/upstreamProxy/anyOf/1/additionalProperties",
									keyword: "additionalProperties",
									params: { additionalProperty: key11 },
									message: "must NOT have additional properties",
									schema: false,
									parentSchema: schema16.properties.egress.properties.upstreamProxy.anyOf[1],
									data: data24
								};
								if (vErrors === null) vErrors = [err56];
								else vErrors.push(err56);
								errors++;
							}
							if (data24.url !== void 0) {
								let data25 = data24.url;
								if (typeof data25 === "string") {
									if (!pattern10.test(data25)) {
										const err57 = {
											instancePath: instancePath + "/egress/upstreamProxy/url",
											schemaPath: "#/definitions/proxyUrl/pattern",
											keyword: "pattern",
											params: { pattern: "^https?://[^/?#@\\s]+/?$" },
											message: "must match pattern \"^https?://[^/?#@\\s]+/?$\"",
											schema: "^https?://[^/?#@\\s]+/?$",
											parentSchema: schema31,
											data: data25
										};
										if (vErrors === null) vErrors = [err57];
										else vErrors.push(err57);
										errors++;
									}
								} else {
									const err58 = {
										instancePath: instancePath + "/egress/upstreamProxy/url",
										schemaPath: "#/definitions/proxyUrl/type",
										keyword: "type",
										params: { type: "string" },
										message: "must be string",
										schema: schema31.type,
										parentSchema: schema31,
										data: data25
									};
									if (vErrors === null) vErrors = [err58];
									else vErrors.push(err58);
									errors++;
								}
							}
							if (data24.names !== void 0) {
								let data26 = data24.names;
								if (typeof data26 !== "boolean") {
									const err59 = {
										instancePath: instancePath + "/egress/upstreamProxy/names",
										schemaPath: "#/properties/egress/properties/upstreamProxy/anyOf/1/properties/names/type",
										keyword: "type",
										params: { type: "boolean" },
										message: "must be boolean",
										schema: schema16.properties.egress.properties.upstreamProxy.anyOf[1].properties.names.type,
										parentSchema: schema16.properties.egress.properties.upstreamProxy.anyOf[1].properties.names,
										data: data26
									};
									if (vErrors === null) vErrors = [err59];
									else vErrors.push(err59);
									errors++;
								}
							}
							if (data24.credential !== void 0) {
								let data27 = data24.credential;
								if (typeof data27 === "string") {
									if (!pattern3.test(data27)) {
										const err60 = {
											instancePath: instancePath + "/egress/upstreamProxy/credential",
											schemaPath: "#/properties/egress/properties/upstreamProxy/anyOf/1/properties/credential/pattern",
											keyword: "pattern",
											params: { pattern: "^[A-Za-z_][A-Za-z0-9_]*$" },
											message: "must match pattern \"^[A-Za-z_][A-Za-z0-9_]*$\"",
											schema: "^[A-Za-z_][A-Za-z0-9_]*$",
											parentSchema: schema16.properties.egress.properties.upstreamProxy.anyOf[1].properties.credential,
											data: data27
										};
										if (vErrors === null) vErrors = [err60];
										else vErrors.push(err60);
										errors++;
									}
								} else {
									const err61 = {
										instancePath: instancePath + "/egress/upstreamProxy/credential",
										schemaPath: "#/properties/egress/properties/upstreamProxy/anyOf/1/properties/credential/type",
										keyword: "type",
										params: { type: "string" },
										message: "must be string",
										schema: schema16.properties.egress.properties.upstreamProxy.anyOf[1].properties.credential.type,
										parentSchema: schema16.properties.egress.properties.upstreamProxy.anyOf[1].properties.credential,
										data: data27
									};
									if (vErrors === null) vErrors = [err61];
									else vErrors.push(err61);
									errors++;
								}
							}
						} else {
							const err62 = {
								instancePath: instancePath + "/egress/upstreamProxy",
								schemaPath: "#/properties/egress/properties/upstreamProxy/anyOf/1/type",
								keyword: "type",
								params: { type: "object" },
								message: "must be object",
								schema: schema16.properties.egress.properties.upstreamProxy.anyOf[1].type,
								parentSchema: schema16.properties.egress.properties.upstreamProxy.anyOf[1],
								data: data24
							};
							if (vErrors === null) vErrors = [err62];
							else vErrors.push(err62);
							errors++;
						}
						var _valid1 = _errs66 === errors;
						valid19 = valid19 || _valid1;
					}
					if (!valid19) {
						const err63 = {
							instancePath: instancePath + "/egress/upstreamProxy",
							schemaPath: "#/properties/egress/properties/upstreamProxy/anyOf",
							keyword: "anyOf",
							params: {},
							message: "must match a schema in anyOf",
							schema: schema16.properties.egress.properties.upstreamProxy.anyOf,
							parentSchema: schema16.properties.egress.properties.upstreamProxy,
							data: data24
						};
						if (vErrors === null) vErrors = [err63];
						else vErrors.push(err63);
						errors++;
					} else {
						errors = _errs62;
						if (vErrors !== null) {
							if (_errs62) vErrors.length = _errs62;
							else vErrors = null;
						}
					}
				}
			} else {
				const err64 = {
					instancePath: instancePath + "/egress",
					schemaPath: "#/properties/egress/type",
					keyword: "type",
					params: { type: "object" },
					message: "must be object",
					schema: schema16.properties.egress.type,
					parentSchema: schema16.properties.egress,
					data: data21
				};
				if (vErrors === null) vErrors = [err64];
				else vErrors.push(err64);
				errors++;
			}
		}
	} else {
		const err65 = {
			instancePath,
			schemaPath: "#/type",
			keyword: "type",
			params: { type: "object" },
			message: "must be object",
			schema: schema16.type,
			parentSchema: schema16,
			data
		};
		if (vErrors === null) vErrors = [err65];
		else vErrors.push(err65);
		errors++;
	}
	validate14.errors = vErrors;
	return errors === 0;
}
export { validator_default as default, validate };

// Of what npm brings, what is used here.

declare module "postman-collection" {
  const models: any;
  export = models;
}

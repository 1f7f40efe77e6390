//! `#[test]`: a test with a database.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{FnArg, Ident, ItemFn, LitStr, Path, Token, Type, parenthesized};

use crate::diagnostics::{Diagnostics, closest, listed};

/// What may stand in the parentheses of the attribute.
#[derive(Default)]
struct Arguments {
    schema: Vec<Type>,
    migrations: Option<LitStr>,
    fixtures: Vec<LitStr>,
    needs: Vec<Ident>,
    root: Option<Path>,
}

const NAMES: [&str; 5] = ["schema", "migrations", "fixtures", "needs", "crate"];

impl Parse for Arguments {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut arguments = Self::default();
        while !input.is_empty() {
            arguments.parse_one(input)?;
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(arguments)
    }
}

impl Arguments {
    fn parse_one(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        let name = input.call(Ident::parse_any)?;
        match name.to_string().as_str() {
            "schema" => self.schema.extend(list::<Type>(input)?),
            "fixtures" => self.fixtures.extend(list::<LitStr>(input)?),
            "needs" => self.needs.extend(list::<Ident>(input)?),
            "migrations" => {
                input.parse::<Token![=]>()?;
                self.migrations = Some(input.parse()?);
            }
            "crate" => {
                input.parse::<Token![=]>()?;
                self.root = Some(input.call(Path::parse_mod_style)?);
            }
            unknown => {
                let hint = match closest(unknown, NAMES) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => format!("there are {}", listed(NAMES)),
                };
                return Err(syn::Error::new(name.span(), format!("unknown argument `{unknown}`; {hint}")));
            }
        }
        Ok(())
    }
}

/// Reads `(a, b)`.
fn list<T: Parse>(input: ParseStream<'_>) -> syn::Result<Punctuated<T, Token![,]>> {
    let content;
    parenthesized!(content in input);
    content.parse_terminated(T::parse, Token![,])
}

/// Expands to a test that runs the function in a database.
pub(crate) fn expand(arguments: TokenStream, item: TokenStream) -> syn::Result<TokenStream> {
    let arguments: Arguments = syn::parse2(arguments)?;
    let function: ItemFn = syn::parse2(item)?;
    let mut report = Diagnostics::default();
    check(&function, &mut report);
    if !report.is_empty() {
        // The test is left out, since it cannot run; what it uses is not reported as well.
        return Ok(report.into_compile_errors());
    }
    Ok(write(&arguments, &function))
}

fn check(function: &ItemFn, report: &mut Diagnostics) {
    if function.sig.asyncness.is_none() {
        report.report(&function.sig.fn_token, "a test with a database waits for it; write `async fn`");
    }
    if let Some(parameter) = function.sig.generics.params.first() {
        report.report(parameter, "a test has no parameters of types; nobody could say what they are");
    }
    if let Some(FnArg::Receiver(receiver)) = function.sig.inputs.first() {
        report.report(receiver, "a test belongs to no type; write it as a function");
    }
    for attribute in function.attrs.iter().filter(|attribute| attribute.path().is_ident("test")) {
        report.report(attribute, "the attribute makes a test of it already; remove `#[test]`");
    }
}

fn write(arguments: &Arguments, function: &ItemFn) -> TokenStream {
    let root = arguments.root.as_ref().map_or_else(|| quote!(::graph_orm), |root| quote!(#root));
    let (attributes, visibility, name) = (&function.attrs, &function.vis, &function.sig.ident);
    let (inputs, output, body) = (&function.sig.inputs, &function.sig.output, &function.block);
    let database = Ident::new("__database", Span::mixed_site());
    let parameters = inputs.iter().filter_map(|input| match input {
        FnArg::Typed(typed) => Some(&typed.ty),
        FnArg::Receiver(_) => None,
    });
    let values = parameters
        .map(|ty| quote::quote_spanned!(ty.span()=> <#ty as #root::testing::FromDatabase>::from_database(&#database)));
    let setup = setup(arguments, &root);
    quote! {
        #(#attributes)*
        #[::core::prelude::v1::test]
        #visibility fn #name() {
            async fn #name(#inputs) #output #body
            #root::testing::Setup::new() #setup.run(async |#database: #root::testing::TestDatabase| {
                #name(#(#values),*).await
            });
        }
    }
}

fn setup(arguments: &Arguments, root: &TokenStream) -> TokenStream {
    let needs = arguments.needs.iter().map(|need| quote!(.needs(#root::testing::Capability::#need)));
    let migrations = arguments.migrations.iter().map(|folder| {
        let inside = arguments.root.iter().map(|root| quote!(, crate = #root));
        quote!(.migrations(#root::migrate!(#folder #(#inside)*)))
    });
    let schema = (!arguments.schema.is_empty()).then(|| {
        let types = &arguments.schema;
        quote!(.schema(#root::schema::Schema::new()#(.with::<#types>())*))
    });
    let fixtures = arguments.fixtures.iter().map(|name| {
        let path = LitStr::new(&path_of(&name.value()), name.span());
        quote!(.fixture(#name, ::core::include_str!(#path)))
    });
    quote!(#(#needs)* #(#migrations)* #schema #(#fixtures)*)
}

/// Returns where a fixture is, from the folder of the test's file.
fn path_of(name: &str) -> String {
    let named = if name.contains('/') { name.to_owned() } else { format!("fixtures/{name}") };
    if named.ends_with(".cypher") { named } else { format!("{named}.cypher") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expansion(arguments: TokenStream, item: TokenStream) -> String {
        let file = syn::parse2(expand(arguments, item).expect("it parses")).expect("the expansion is Rust");
        prettyplease::unparse(&file)
    }

    #[test]
    fn a_test_is_run_in_its_database() {
        let arguments = quote!(needs(FullText), schema(Person, Knows), fixtures("people", "../data/x.cypher"));
        let item = quote! {
            /// Documentation.
            #[ignore = "reason"]
            async fn people_are_found(driver: Driver, mut session: graph::Session) -> Result<(), Error> {
                Ok(())
            }
        };
        let expected = r#"/// Documentation.
#[ignore = "reason"]
#[::core::prelude::v1::test]
fn people_are_found() {
    async fn people_are_found(
        driver: Driver,
        mut session: graph::Session,
    ) -> Result<(), Error> {
        Ok(())
    }
    ::graph_orm::testing::Setup::new()
        .needs(::graph_orm::testing::Capability::FullText)
        .schema(::graph_orm::schema::Schema::new().with::<Person>().with::<Knows>())
        .fixture("people", ::core::include_str!("fixtures/people.cypher"))
        .fixture("../data/x.cypher", ::core::include_str!("../data/x.cypher"))
        .run(async |__database: ::graph_orm::testing::TestDatabase| {
            people_are_found(
                    <Driver as ::graph_orm::testing::FromDatabase>::from_database(
                        &__database,
                    ),
                    <graph::Session as ::graph_orm::testing::FromDatabase>::from_database(
                        &__database,
                    ),
                )
                .await
        });
}
"#;
        assert_eq!(expansion(arguments, item), expected);
    }

    #[test]
    fn migrations_and_the_crate_are_handed_on() {
        let arguments = quote!(migrations = "./migrations", crate = my::graph);
        let text = expansion(
            arguments,
            quote!(
                async fn t() {}
            ),
        );
        assert!(text.contains(r#".migrations(my::graph::migrate!("./migrations", crate = my::graph))"#), "{text}");
    }
}
